import Glibc
import Multiprocessing
import MultiprocessingNetwork
import Platform
import ProbeSupport

private func temporaryPath() -> String { "/tmp/listener-\(getpid())-\(Machine.randomBits() & 0xFFFF)" }

func listenerClients(processes: Int, byPath: Bool) throws {
    let address: SocketAddress = byPath ? .path(temporaryPath()) : .unique()
    for key in [nil, AuthenticationKey([]), AuthenticationKey.random()] {
        let listener = try Listener(at: address, key: key)
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
            check(
                children.contains { $0.pid == listener.lastAccepted?.pid },
                "\(String(describing: listener.lastAccepted))")
            check(listener.lastAccepted?.user == getuid(), "another user")
            try connection.send(connection.receive(as: Int.self) * 2)
        }
        for child in children { try expectSuccess(child) }
        var elapsed = 0.0
        expect(.timedOut) { elapsed = try milliseconds { _ = try listener.accept(timeout: .milliseconds(60)) } }
        elapsed = try milliseconds { expect(.timedOut) { _ = try listener.accept(timeout: .milliseconds(60)) } }
        check(elapsed >= 60 && elapsed < 500, "60 ms took \(elapsed)")
        listener.close()
        expect(.notListening(address.description)) { _ = try Connection.connect(to: address, key: key) }
    }
    if case .path(let path) = address { check(!FileSystem.exists(path), "the socket file is left") }
}

func listenerKeys() throws {
    let address = SocketAddress.unique()
    let key = AuthenticationKey.random()
    let listener = try Listener(at: address, key: key)
    for wrong in [AuthenticationKey.random(), AuthenticationKey([])] {
        let child = try child("stranger") {
            expect(.authenticationFailed) { _ = try Connection.connect(to: address, key: wrong) }
            return 0
        }
        expect(.authenticationFailed) { _ = try listener.accept(timeout: .seconds(10)) }
        try expectSuccess(child)
    }
    // A client without a key says nothing that could be refused: to the listener it is gone.
    let keyless = try child("without a key") {
        expect(.authenticationFailed) { _ = try Connection.connect(to: address, key: nil) }
        return 0
    }
    expect(.timedOut) { _ = try listener.accept(timeout: .milliseconds(300)) }
    try expectSuccess(keyless)

    // A listener that does not know the key, and says yes to anything.
    let impostor = try Listener(at: .unique(), key: nil)
    let impostorAddress = impostor.address
    let client = try child("client") {
        expect(.authenticationFailed) { _ = try Connection.connect(to: impostorAddress, key: key) }
        return 0
    }
    _ = try? impostor.accept(timeout: .seconds(5))
    try expectSuccess(client)

    // Clients that send anything but a proof.
    for garbage in [[], [1], [UInt8](repeating: 0, count: 64), [UInt8](repeating: 0, count: 1 << 20)] {
        let child = try child("garbage") {
            let raw = Connection(owning: try StreamSocket.connect([0] + Array("\(address)".utf8.dropFirst())).release())
            _ = try raw.receiveBytes()
            try? raw.send(bytes: garbage)
            // It is refused, and cut off.
            let reply = try? raw.receiveBytes(timeout: .seconds(5))
            check(reply == nil || reply == [], "\(String(describing: reply))")
            return 0
        }
        expect(.authenticationFailed) { _ = try listener.accept(timeout: .seconds(10)) }
        try expectSuccess(child)
    }

    // It goes on: who knows the key is let in, after one who was gone before it was accepted.
    let early = try child("early") {
        _ = try StreamSocket.connect([0] + Array("\(address)".utf8.dropFirst()))
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
    for address in [SocketAddress.unique(), .path(temporaryPath())] {
        let listener = try Listener(at: address, key: nil)
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
    for address in [SocketAddress.path(""), .path(String(repeating: "x", count: 108)), .path("/nonexistent/socket")] {
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
