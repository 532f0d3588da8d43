internal import Platform

/// What a pool's supervisor knows of the worker in a seat.
final class PoolSeat {
    var worker = 0
    /// Through with its initializer.
    var hasStarted = false
    /// It will end by itself, having done its share.
    var isRetiring = false
    /// It was told to end, when, because of what had begun when.
    var ending: (since: Instant, begun: Instant, isKilled: Bool)?
    /// For what is too large for a queue: both ends, of which the worker keeps the other.
    private(set) var socket: MessageSocket?

    /// Before a fork. Returns the worker's end, to be closed by this process afterwards.
    func renew(worker: Int) throws(PoolError) -> Int32 {
        self.worker = worker
        hasStarted = false
        isRetiring = false
        ending = nil
        do {
            let (ours, theirs) = try MessageSocket.pair()
            socket = MessageSocket(owning: ours)
            return theirs
        } catch {
            throw .system(error)
        }
    }

    var rawSocket: Int32 { socket?.rawValue ?? -1 }

    /// What the worker has announced; nil when it is not there.
    func receiveFile() throws(PoolError) -> [UInt8]? {
        do throws(SystemError) {
            guard case .message(_, let descriptors)? = try socket?.receive(waits: false), let raw = descriptors.first
            else { return nil }
            return try FileDescriptor(owning: raw, path: "pool results").contents()
        } catch {
            throw .system(error)
        }
    }

    /// - Parameter message: with the room for a header that it has.
    func send(_ message: [UInt8]) throws(PoolError) {
        do throws(SystemError) {
            let file = try Descriptors.memoryFile("pool arguments")
            try file.write(message)
            // One that has died since is buried in a moment.
            _ = try? socket?.send([1], descriptors: [file.rawValue], waits: false)
        } catch {
            throw .system(error)
        }
    }
}

/// A task that is with the workers: some items of a job.
struct PoolSlot {
    let job: PoolJob
    var chunk: PoolChunk
    var ticket: TaskTicket

    /// What goes into the queue of tasks.
    var message: [UInt8] { mutating get { chunk.task(ticket) } }
}
