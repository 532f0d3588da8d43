import Glibc
import Multiprocessing
import MultiprocessingNetwork
import Platform
import ProbeSupport

private struct Refusal: Error, CustomStringConvertible {
    var description: String { "not that one" }
}

func managerContainers() throws {
    let manager = try Manager()
    let counts = try manager.dictionary(String.self, Int.self)
    check(try counts.get("a") == nil && counts.set("a", 1) == nil && counts.set("a", 2) == 1, "set")
    check(try counts.insert("a", 9) == 2 && counts.insert("b", 5) == nil && counts.get("b") == 5, "insert")
    var made = 0
    func value(_ number: Int) throws -> Int {
        made += 1
        if number < 0 { throw Refusal() }
        return number
    }
    check(try counts.get("b", orInsert: try value(6)) == 5 && made == 0, "made though it is there")
    check(try counts.get("c", orInsert: try value(7)) == 7 && counts.get("c") == 7 && made == 1, "not made")
    check(thrown { _ = try counts.get("d", orInsert: try value(-1)) } is Refusal, "not thrown")
    check(try counts.get("d") == nil, "made by an error")
    let quick = try counts.get("d", orInsert: try counts.set("d", 8) ?? 9)
    check(try quick == 8 && counts.remove("d") == 8 && counts.remove("c") == 7, "two have made it")
    check(try counts.update("a") { ($0 ?? 0) + 10 } == 12 && counts.update("b") { _ in nil } == nil, "update")
    check(
        try counts.all == ["a": 12] && counts.count == 1 && counts.remove("a") == 12 && counts.remove("a") == nil, "all"
    )
    let names = try manager.dictionary([Int].self, String?.self)
    try names.set([1, 2], nil)
    check(try names.get([1, 2]) == .some(nil) && names.get([1]) == nil, "optional values")
    try names.removeAll()
    check(try names.count == 0, "removeAll")

    let list = try manager.list(of: String.self)
    try list.append(contentsOf: ["b", "c"])
    try list.append("d")
    try list.insert("a", at: 0)
    try list.insert("e", at: 4)
    check(try list.all == ["a", "b", "c", "d", "e"] && list.count == 5, "wrong elements")
    try list.set(1, "B")
    check(try list.get(1) == "B" && list.remove(at: 1) == "B" && list.popLast() == "e", "list")
    for index in [-1, 3, .max, .min] {
        expectRemote("IndexOutOfRange") { _ = try list.get(index) }
        expectRemote("IndexOutOfRange") { try list.set(index, "") }
        if index != 3 { expectRemote("IndexOutOfRange") { try list.insert("", at: index) } }
    }
    try list.append(contentsOf: ["b", "zz", "a", "b"])
    check(try list[1..<3] == ["c", "d"] && list[0..<0] == [] && list[0] == "a", "\(try list.all)")
    expectRemote("IndexOutOfRange") { _ = try list[3..<99] }
    check(try list.firstIndex(of: "b") == 3 && list.contains("zz") && !list.contains("x") && list.count(of: "b") == 2)
    try list.replace(1..<3, with: ["C"])
    check(try list.all == ["a", "C", "b", "zz", "a", "b"], "\(try list.all)")
    let sorter = try child("sorter") {
        for _ in 0..<50 { try list.sort() }
        return 0
    }
    for number in 0..<20 { try list.append("n\(number)") }
    try expectSuccess(sorter)
    try list.sort(by: >)
    check(try list.count == 26 && list.all == list.all.sorted(by: >), "\(try list.all)")
    try list.reverse()
    check(try list[0] == "C" && list.remove("C") && !list.remove("C") && list[0] == "a", "\(try list.all)")
    check("\(list)" == "ManagedList(25 elements)", "\(list)")
    try list.removeAll()
    check(try list.popLast() == nil, "popLast")
    // Much more than a socket holds, both ways.
    try list.append(String(repeating: "x", count: 5 << 20))
    check(try list.get(0).utf8.count == 5 << 20, "a large element")

    let settings = try manager.namespace()
    try settings.set("size", 3)
    try settings.set("name", "x")
    check(try settings.get("size", as: Int.self) == 3 && settings.get("name", as: String.self) == "x", "namespace")
    check(
        try settings.get("none", as: Int.self) == nil && settings.remove("size") && !settings.remove("size"),
        "namespace")

    try withExtendedLifetime((counts, names, list, settings)) {
        check(try manager.count == 4 && list.object.remove() && !list.object.remove() && manager.count == 3, "remove")
    }
    expectRemote("NoSuchObject") { _ = try list.count }
    manager.shutdown()
    manager.shutdown()
    check(isGone { _ = try counts.count }, "a call after the end")
}

func expectRemote(_ type: String, line: Int = #line, _ body: () throws -> Void) {
    do {
        try body()
        check(false, "no \(type)", line: line)
    } catch {
        if case ManagerError.remote(let remote)? = error as? ManagerError, remote.type == type { return }
        check(false, "\(error) instead of \(type)", line: line)
    }
}

private func isGone(_ body: () throws -> Void) -> Bool {
    do {
        try body()
        return false
    } catch {
        return error as? ManagerError == .serverGone
    }
}

func managerCustom() throws {
    struct Account { var balance: Int }
    var registry = ManagerRegistry()
    registry.register(
        "Account",
        make: { (start: Int) in
            if start < 0 { throw Refusal() }
            return Account(balance: start)
        }
    ) { account in
        account.method("deposit") { (account: inout Account, amount: Int) -> Int in
            if amount < 0 { throw Refusal() }
            account.balance += amount
            return account.balance
        }
        account.method("pid") { (_: inout Account, _: Nothing) in getpid() }
    }
    let manager = try Manager(registry: registry)
    let account = try manager.make("Account", 100)
    check(try account.call("pid", Nothing(), as: Int32.self) == manager.pid, "another process")
    let children = try (0..<4).map { number in
        try child("depositor \(number)") {
            for _ in 0..<200 { _ = try account.call("deposit", 1, as: Int.self) }
            return 0
        }
    }
    for child in children { try expectSuccess(child) }
    check(try account.call("deposit", 0, as: Int.self) == 900, "deposits are lost")
    do {
        _ = try account.call("deposit", -1, as: Int.self)
        check(false, "accepted")
    } catch {
        check(
            error
                == .remote(RemoteError(type: "channel_probe.Refusal", message: "not that one")), "\(error)")
    }
    expectRemote("channel_probe.Refusal") { _ = try manager.make("Account", -1) }
    expectRemote("UnknownType") { _ = try manager.make("Nobody", 1) }
    expectRemote("UnknownMethod") { _ = try account.call("withdraw", 1, as: Int.self) }
    expectRemote(String(reflecting: MessageCodingError.self)) { _ = try account.call("deposit", "text", as: Int.self) }
    check(try account.call("deposit", 0, as: Int.self) == 900, "an error changed it")
}

/// Objects are used by children that inherited them, and by those that received them.
func managerSharing() throws {
    let manager = try Manager(at: .path("/tmp/manager-\(getpid())"))
    let counts = try manager.dictionary(String.self, Int.self)
    var children: [ChildProcess] = []
    for number in 0..<4 {
        let child = try connected("worker \(number)") { connection in
            let received = try connection.receive(as: ManagedDictionary<String, Int>.self)
            for _ in 0..<100 {
                try counts.update("inherited") { ($0 ?? 0) + 1 }
                try received.update("received") { ($0 ?? 0) + 1 }
            }
            return 0
        }
        try child.connection.send(counts)
        children.append(child.process)
    }
    for child in children { try expectSuccess(child) }
    check(try counts.all == ["inherited": 400, "received": 400], "wrong counts")

    // Killed clients, at any moment, do not disturb it.
    for round in 0..<20 {
        let victim = try child("victim") {
            while true { _ = try counts.set("victim", round) }
        }
        pause(milliseconds: round)
        victim.kill()
        _ = try victim.join()
        check(try counts.update("alive") { ($0 ?? 0) + 1 } == round + 1, "round \(round)")
    }
    // Strangers, and clients that say half a request, or nothing.
    let strange = try StreamSocket.connect(Array("\(manager.address)".utf8))
    let half = Connection(owning: try StreamSocket.connect(Array("\(manager.address)".utf8)).release())
    write(half.descriptor, [200, 0, 0, 0] as [UInt8], 4)
    expect(.authenticationFailed(.keyIsRefused)) { _ = try Connection.connect(to: manager.address, key: .random()) }
    check(try counts.get("alive") == 20, "disturbed by strangers")
    _ = (strange.rawValue, half.descriptor)
}

func managerDeath() throws {
    let manager = try Manager()
    let counts = try manager.dictionary(Int.self, Int.self)
    // Ctrl-C is for the program, not for its server.
    kill(manager.pid, SIGINT)
    try counts.set(1, 1)
    // The server is killed while a client waits for it.
    let waiting = try child("waiting") {
        while true {
            do {
                _ = try counts.get(1)
            } catch {
                check(error as? ManagerError == .serverGone, "\(error)")
                return 0
            }
        }
    }
    pause(milliseconds: 50)
    kill(manager.pid, SIGSTOP)
    pause(milliseconds: 50)
    kill(manager.pid, SIGKILL)
    let elapsed = try milliseconds {
        check(isGone { _ = try counts.get(1) }, "no error")
        try expectSuccess(waiting)
    }
    check(isPrompt(milliseconds: elapsed), "noticed after \(elapsed) ms")
    check(isGone { _ = try manager.count }, "no error the second time")
    manager.shutdown()
}

func managerRestart() throws {
    for address in [SocketAddress.unique(), .path("/tmp/manager-\(getpid())")] {
        let key = AuthenticationKey.random()
        var stale: ManagedDictionary<Int, Int>?
        for round in 0..<10 {
            let manager = try Manager(at: address, key: key) { usleep(1000) }
            let counts = try manager.dictionary(Int.self, Int.self)
            try counts.set(round, round)
            check(try counts.all == [round: round], "another server's values")
            // Objects of the server before do not become those of this one.
            if let stale { expectRemote("NoSuchObject") { _ = try stale.count } }
            stale = counts
            do {
                _ = try Manager(at: address, key: key)
                check(false, "two at one address")
            } catch {
                check(error == .connection(.addressInUse(address.description)), "\(error)")
            }
            if round % 3 == 0 {
                kill(manager.pid, SIGKILL)
            }
            manager.shutdown()
        }
    }
}

/// Prints the server's pid, and waits to be killed.
func managerOrphan() throws {
    let manager = try Manager()
    print(manager.pid)
    fflush(nil)
    forever()
}
