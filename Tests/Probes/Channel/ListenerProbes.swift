import Glibc
import Multiprocessing
import MultiprocessingNetwork
import Platform
import ProbeSupport

private func temporaryPath() -> String { "/tmp/listener-\(getpid())-\(Machine.randomBits() & 0xFFFF)" }

/// An address of each kind that nobody has.
private func addresses() -> [SocketAddress] {
    [.unique(), .path(temporaryPath()), .internet(host: "127.0.0.1", port: 0)]
}

func listenerClients(processes: Int, kind: Int) throws {
    let asked = addresses()[kind]
    for key in [nil, AuthenticationKey([]), AuthenticationKey.random()] {
        let listener = try Listener(at: asked, key: key)
        let address = listener.address
        check(listener.lastAccepted == nil, "accepted before")
        var children: [ChildProcess] = []
        for number in 0..<processes {
            children.append(
                try child("client") {
                    let connection = try Connection.connect(to: address, key: key, timeout: .seconds(10))
                    try connection.send(number)
                    check(try connection.receive(as: Int.self) == number * 2, "wrong reply")
                    return 0
                })
        }
        for _ in children {
            let connection = try listener.accept(timeout: .seconds(10))
            if case .process(let pid, let user)? = listener.lastAccepted {
                check(children.contains { $0.pid == pid } && user == getuid(), "process \(pid) of user \(user)")
            } else if case .remote(let host, let port)? = listener.lastAccepted {
                check(host == "127.0.0.1" && port > 0, "\(host):\(port)")
            } else {
                check(false, "nobody was accepted")
            }
            try connection.send(connection.receive(as: Int.self) * 2)
        }
        for child in children { try expectSuccess(child) }
        var elapsed = 0.0
        expect(.timedOut) { elapsed = try milliseconds { _ = try listener.accept(timeout: .milliseconds(60)) } }
        elapsed = milliseconds { expect(.timedOut) { _ = try listener.accept(timeout: .milliseconds(60)) } }
        check(elapsed >= 60 && isPrompt(milliseconds: elapsed), "60 ms took \(elapsed)")
        listener.close()
        expect(.notListening(address.description)) { _ = try Connection.connect(to: address, key: key) }
    }
    if case .path(let path) = asked { check(!FileSystem.exists(path), "the socket file is left") }
}

/// A connection to a listener without any greeting.
private func bare(_ address: SocketAddress) throws -> Connection {
    let socket =
        switch address {
        case .path(let path): try StreamSocket.connect(Array(path.utf8))
        case .abstract(let name): try StreamSocket.connect([0] + Array(name.utf8))
        case .internet(let host, let port): try StreamSocket.connect(host: host, port: port)
        }
    return Connection(owning: socket.release())
}

func listenerKeys(kind: Int) throws {
    let key = AuthenticationKey.random()
    let listener = try Listener(at: addresses()[kind], key: key)
    let address = listener.address
    for wrong in [AuthenticationKey.random(), AuthenticationKey([])] {
        let child = try child("stranger") {
            expect(.authenticationFailed(.keyIsRefused)) { _ = try Connection.connect(to: address, key: wrong) }
            return 0
        }
        expect(.authenticationFailed(.clientIsUnproven)) { _ = try listener.accept(timeout: .seconds(10)) }
        try expectSuccess(child)
    }
    // A client without a key says nothing that could be refused: to the listener it is gone.
    let keyless = try child("without a key") {
        expect(.authenticationFailed(.keyIsMissing)) { _ = try Connection.connect(to: address, key: nil) }
        return 0
    }
    expect(.timedOut) { _ = try listener.accept(timeout: .milliseconds(300)) }
    try expectSuccess(keyless)

    // A listener that does not know the key, and says yes to anything.
    let impostor = try Listener(at: addresses()[kind], key: nil)
    let impostorAddress = impostor.address
    let client = try child("client") {
        expect(.authenticationFailed(.listenerHasNone)) { _ = try Connection.connect(to: impostorAddress, key: key) }
        return 0
    }
    _ = try? impostor.accept(timeout: .seconds(5))
    try expectSuccess(client)

    // Clients that send anything but a proof.
    for garbage in [[], [1], [UInt8](repeating: 0, count: 64), [UInt8](repeating: 0, count: 1 << 20)] {
        let child = try child("garbage") {
            let raw = try bare(address)
            _ = try raw.receiveBytes()
            try? raw.send(bytes: garbage)
            // It is refused, and cut off.
            let reply = try? raw.receiveBytes(timeout: .seconds(5))
            check(reply == nil || reply == [], "\(String(describing: reply))")
            return 0
        }
        expect(.authenticationFailed(.clientIsUnproven)) { _ = try listener.accept(timeout: .seconds(10)) }
        try expectSuccess(child)
    }

    // It goes on: who knows the key is let in, after one who was gone before it was accepted.
    let early = try child("early") {
        try bare(address).close()
        return 0
    }
    try expectSuccess(early)
    let friend = try child("friend") {
        let connection = try Connection.connect(to: address, key: key)
        try connection.send("hello")
        return 0
    }
    let connection = try listener.accept(timeout: .seconds(10))
    check(try connection.receive(as: String.self) == "hello", "no greeting")
    try expectSuccess(friend)
}

func listenerAddresses() throws {
    for asked in addresses() {
        let listener = try Listener(at: asked, key: nil)
        let address = listener.address
        expect(.addressInUse(address.description)) { _ = try Listener(at: address, key: nil) }
        // A child that ends leaves its parent's listener alone.
        try expectSuccess(try child("child") { 0 })
        expect(.addressInUse(address.description)) { _ = try Listener(at: address, key: nil) }
        listener.close()
        let again = try Listener(at: address, key: nil)
        again.close()
        // One that was killed is replaced.
        let killed = try child("killed") {
            let listener = try Listener(at: address, key: nil)
            raise(SIGKILL)
            listener.close()
            return 0
        }
        _ = try killed.join()
        let replaced = try Listener(at: address, key: nil)
        if case .path(let path) = address {
            var status = stat()
            stat(path, &status)
            check(status.st_mode & 0o777 == 0o600, "mode \(String(status.st_mode, radix: 8))")
        }
        replaced.close()
    }
    let wrong: [SocketAddress] = [.internet(host: "nowhere", port: 1), .internet(host: "", port: 1)]
    for address in wrong + [
        SocketAddress.path(""), .path(String(repeating: "x", count: 108)), .path("/nonexistent/socket"),
    ] {
        do {
            _ = try Listener(at: address, key: nil)
            check(false, "listens at \(address)")
        } catch ConnectionError.system {}
    }
    // A file that is no socket is never removed.
    let path = temporaryPath()
    try FileDescriptor.open(path, .createNew).close()
    expect(.addressInUse(path)) { _ = try Listener(at: .path(path), key: nil) }
    check(FileSystem.exists(path), "the file is gone")
    try FileSystem.removeFile(path)
}

/// Nobody accepts: clients give up at their time, also those that the listener has no room for.
func listenerFull() throws {
    for asked in addresses() {
        let listener = try Listener(at: asked, key: nil, backlog: 1)
        let address = listener.address
        let clients = try crowd(6, "client") { _, arrive in
            arrive()
            expectDelay(300) {
                expect(.timedOut) { try Connection.connect(to: address, key: nil, timeout: .milliseconds(300)).close() }
            }
            return 0
        }
        try expectSuccess(clients)
    }
}

/// Nothing that needs one machine goes over TCP, and nothing breaks by being tried.
func listenerInternet() throws {
    // By name, whichever of its numbers the listener has.
    for host in ["127.0.0.1", "localhost"] {
        let listener = try Listener(at: .internet(host: host, port: 0), key: nil)
        guard case .internet(_, let port) = listener.address else { return check(false) }
        let client = try child("client") {
            try Connection.connect(to: .internet(host: "localhost", port: port), key: nil).send(1)
            return 0
        }
        check(try listener.accept(timeout: .seconds(5)).receive(as: Int.self) == 1)
        try expectSuccess(client)
    }
    let listener = try Listener(at: .internet(host: "127.0.0.1", port: 0), key: .random())
    let key = AuthenticationKey([1])
    let other = try Listener(at: .internet(host: "::1", port: 0), key: key)
    let address = other.address
    let client = try child("client") {
        let connection = try Connection.connect(to: address, key: key)
        do {
            try connection.send(bytes: [1], descriptors: [0])
            check(false, "sent a descriptor")
        } catch ConnectionError.system {}
        // More than the buffers hold.
        try connection.send(bytes: [UInt8](repeating: 7, count: 20 << 20))
        try connection.send("end")
        return 0
    }
    let connection = try other.accept(timeout: .seconds(5))
    check(try connection.receiveBytes(timeout: .seconds(10)).count == 20 << 20, "the message is damaged")
    check(try connection.receive(as: String.self, timeout: .seconds(10)) == "end", "the next message is damaged")
    try expectSuccess(client)
    expect(.endOfFile) { _ = try connection.receiveBytes(timeout: .seconds(5)) }
    check("\(address)".hasPrefix("[::1]:") && "\(listener.address)" != "127.0.0.1:0", "\(address)")
}
