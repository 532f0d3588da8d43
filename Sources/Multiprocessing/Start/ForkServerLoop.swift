internal import Platform

/// The fork server's own process: forks a child for each request, and tells each requester of its child's end.
final class ForkServerLoop {
    private let socket: MessageSocket
    private var children: [Int32: Child] = [:]

    private struct Child {
        let pid: Int32
        /// Where its end is awaited.
        let status: Int32
        let member: Family.Expected
    }

    init(socket: Int32) { self.socket = MessageSocket(owning: socket) }

    /// Returns when the program is gone. The children that are to die with it do so, since their parent ends.
    func run() -> Int32 {
        // Ctrl-C reaches every process of the terminal; the program decides what it means.
        Signals.ignore(Signals.interrupt)
        Signals.ignore(Signals.hangUp)
        while true {
            guard let ready = try? Poller.wait(for: [socket.rawValue] + children.keys, until: nil) else { return 1 }
            for pidfd in children.keys where ready.contains(pidfd) { bury(pidfd) }
            guard ready.contains(socket.rawValue) else { continue }
            guard case .message(let bytes, let descriptors)? = try? socket.receive() else { return 0 }
            serve(bytes, descriptors)
        }
    }

    private func serve(_ bytes: [UInt8], _ descriptors: [Int32]) {
        defer { for descriptor in descriptors.dropFirst() { Fork.closeDescriptor(descriptor) } }
        guard let raw = descriptors.first else { return }
        let status = MessageSocket(owning: raw)
        guard let request = try? MessageDecoder().decode(ChildRequest.self, from: bytes) else { return }
        let expected = Family.expect(request.name)
        do throws(SystemError) {
            let child = try Fork.run(deathSignal: request.parentDeath.signal) {
                // What belongs to the server and to siblings is nothing to it.
                for descriptor in [socket.rawValue, raw] + children.keys + children.values.map(\.status) {
                    Fork.closeDescriptor(descriptor)
                }
                return request.run(Array(descriptors.dropFirst()), isForker: false)
            }
            Family.born(expected, pid: child.pid)
            children[child.pidfd] = Child(pid: child.pid, status: raw, member: expected)
            // One who has gone away meanwhile does not want to know.
            _ = try? status.send(ServerMessage.started(child.pid), descriptors: [child.pidfd], waits: false)
            _ = status.release()
        } catch {
            Family.born(expected, pid: nil)
            _ = try? MessageSocket(owning: raw).send(ServerMessage.refused(error.code), waits: false)
        }
    }

    private func bury(_ pidfd: Int32) {
        guard let child = children[pidfd], let ending = try? Fork.wait(child.pid, blocking: false) else { return }
        children[pidfd] = nil
        Family.ended(child.member, ending, outOfMemory: nil)
        Fork.closeDescriptor(pidfd)
        _ = try? MessageSocket(owning: child.status).send(ServerMessage.bytes(ending), waits: false)
    }
}
