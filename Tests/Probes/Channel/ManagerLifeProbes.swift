import Glibc
import Multiprocessing
import MultiprocessingNetwork
import Platform
import ProbeSupport

private typealias Numbers = ManagedList<Int>

/// Whether the server comes to have so many objects, within a second.
private func settles(_ manager: RemoteManager, at count: Int) throws -> Bool {
    try eventually { try manager.count == count }
}

/// Objects go with the last handle, and not before.
func managerLives() throws {
    let manager = try Manager()
    for number in 0..<50 {
        var list: Numbers? = try manager.list(of: Int.self)
        try list?.append(number)
        let copy = list
        list = nil
        check(try copy?.all == [number] && manager.count == 1, "a copy is a handle")
    }
    check(try manager.count == 0, "\(try manager.count) are left")

    // Names are handles too; the next owner of one ends that.
    try manager.publish(manager.value(1).object, as: "number")
    try manager.publish(manager.value(2).object, as: "number")
    check(try manager.count == 1 && ManagedValue<Int>(manager.object(named: "number")).get() == 2, "published")
    try manager.object(named: "number").remove()
    check(try manager.count == 0, "\(try manager.count) are left")

    // What a client made goes with it, and nothing else: also with one that is killed.
    let kept = try manager.list(of: Int.self)
    let address = manager.address
    let key = manager.key
    for isRemote in [false, true] {
        let ready = try SharedEvent()
        let victim = try child("victim") {
            let own = isRemote ? try RemoteManager(at: address, key: key) : manager
            let lists = try (0..<20).map { _ in try own.list(of: Int.self) }
            try kept.append(lists.count)
            ready.set()
            forever()
        }
        try ready.wait()
        check(try manager.count == 21, "\(try manager.count)")
        victim.kill()
        _ = try victim.join()
        check(try settles(manager, at: 1), "\(try manager.count) are left")
    }
    check(try kept.all == [20, 20], "lost")
}

/// A child has what its parent had, whatever becomes of that.
func managerHeirs() throws {
    let manager = try Manager()
    let go = try SharedEvent()
    // The parent gives its handle up, and the child has not said yet that it has one.
    let user = try heir(manager, go)
    check(try manager.count == 1, "a handle of a child is gone")
    go.set()
    try expectSuccess(user)
    check(try settles(manager, at: 0), "the handle of a child that has ended is left")

    // The process in between is killed; its child lives on with the handle, and has never used it.
    go.clear()
    let done = try SharedEvent()
    let ready = try SharedEvent()
    let between = try child("between") {
        let list = try manager.list(of: Int.self)
        try list.append(7)
        var options = ChildOptions()
        options.parentDeath = .isObserved
        try ChildProcess.start(options) {
            ready.set()
            try go.wait()
            try list.append(8)
            if try list.all == [7, 8] { done.set() }
        }
        forever()
    }
    try ready.wait()
    between.kill()
    _ = try between.join()
    pause(milliseconds: 50)
    check(try manager.count > 0, "the list of a child that lives is gone")
    go.set()
    check(try done.wait(timeout: .seconds(5)), "the heir lost its list")
}

/// A child that alone has a list, and waits before it uses it.
private func heir(_ manager: Manager, _ go: SharedEvent) throws -> ChildProcess {
    let list = try manager.list(of: Int.self)
    return try child("heir") {
        try go.wait()
        for number in 0..<3 { try list.append(number) }
        return try list.all == [0, 1, 2] ? 0 : 1
    }
}

/// Handles on their way keep their objects; those that arrived count.
func managerTransit() throws {
    let manager = try Manager()
    let queue = try MessageQueue<Numbers>()
    // The sender is gone before anybody receives.
    for round in 0..<3 {
        try expectSuccess(
            try child("sender") {
                let list = try manager.list(of: Int.self)
                try list.append(round)
                try queue.put(list)
                return 0
            })
    }
    check(try manager.count == 3, "\(try manager.count) are on their way")
    for round in 0..<2 {
        let list = try queue.get()
        check(try list.all == [round] && manager.count == 3 - round, "\(try list.all)")
    }
    // The receiver is killed.
    let ready = try SharedEvent()
    let receiver = try child("receiver") {
        let list = try queue.get()
        try list.append(9)
        ready.set()
        forever()
    }
    try ready.wait()
    check(try manager.count == 1, "\(try manager.count)")
    receiver.kill()
    _ = try receiver.join()
    check(try settles(manager, at: 0), "\(try manager.count) are left")

    // The message is lost with the process that took it, or was never read.
    var registry = ManagerRegistry()
    registry.unreadHandleLife = .milliseconds(300)
    let brief = try Manager(registry: registry)
    let lost = try MessageQueue<[UInt8]>()
    for _ in 0..<2 {
        try expectSuccess(
            try child("lender") {
                try lost.put(try MessageEncoder().encode(try brief.list(of: Int.self)))
                return 0
            })
    }
    let sent = Instant.now
    check(try brief.count == 2, "\(try brief.count)")
    try expectSuccess(
        try child("loser") {
            _ = try lost.get()
            return 0
        })
    check(try settles(brief, at: 0), "\(try brief.count) are left")
    check(Instant.now.advanced(by: .milliseconds(-290)) >= sent, "too soon")

    // As values of others: a dictionary, a queue, and two lists that have each other.
    let shelf = try manager.dictionary(String.self, Numbers.self)
    let lists = try manager.queue(of: Numbers.self)
    let plain = try manager.namespace()
    for number in 0..<20 {
        let list = try manager.list(of: Int.self)
        try list.append(number)
        try shelf.set("\(number)", list)
        try lists.put(list)
        try plain.set("\(number)", Optional(list))
    }
    check(try manager.count == 23, "\(try manager.count)")
    for number in 0..<20 {
        check(try shelf.get("\(number)")?.get(0) == number && lists.get().all == [number], "\(number)")
        check(try plain.get("\(number)", as: Numbers?.self)??.count == 1, "\(number)")
    }
    check(try manager.count == 23 && lists.isEmpty, "\(try manager.count)")
    for number in 0..<20 { try plain.remove("\(number)") }
    for number in 0..<10 { try shelf.remove("\(number)") }
    check(try manager.count == 13, "\(try manager.count)")
    try shelf.removeAll()
    check(try manager.count == 3, "\(try manager.count)")
    do {
        let one = try manager.list(of: [ManagedObject].self)
        let other = try manager.list(of: ManagedObject.self)
        try one.append([one.object, other.object])
        try other.append(one.object)
        check(try manager.count == 5, "\(try manager.count)")
    }
    check(try manager.count == 3, "\(try manager.count)")
    check(try [shelf.count, lists.count].allSatisfy { $0 == 0 } && plain.get("1", as: Int.self) == nil, "empty")
}

/// Processes that hand each other handles are killed at random: no handle that arrived is dead, and in the end nothing
/// is left but what was on its way.
func managerHandleChaos(kills: Int, seed: UInt64) throws {
    let manager = try Manager()
    let queue = try MessageQueue<ManagedValue<Int>>(limit: 8)
    var generator = Generator(state: seed)
    func client(_ number: Int) throws -> ChildProcess {
        try child("client") {
            while true {
                try queue.put(try manager.value(7), timeout: .milliseconds(100))
                let value = try queue.get(timeout: .milliseconds(100))
                if try value.get() != 7 { return 1 }
            }
        }
    }
    var clients = try (0..<4).map(client)
    for _ in 0..<kills {
        usleep(UInt32(generator.next() % 3000))
        let index = Int(generator.next() % 4)
        clients[index].kill()
        let status = try clients[index].join()
        check(status == .killed(signal: SIGKILL), "\(status.map { "\($0)" } ?? "")")
        clients[index] = try client(index)
    }
    for one in clients {
        one.kill()
        _ = try one.join()
    }
    while let value = try? queue.get(timeout: .zero) { check(try value.get() == 7, "dead on arrival") }
    // Each kill may have hit one that had encoded a handle and not put it, or got one and not decoded it.
    check(try eventually { try manager.count <= kills + 4 }, "\(try manager.count) are left")
    say("\(try manager.count) left after \(kills) kills")
}
