internal import Multiprocessing
internal import Platform

/// A connection to a manager's server, for one call at a time.
final class ManagerLine {
    let session: UInt64
    let holder: UInt64
    private let connection: Connection
    private var number: UInt64 = 0

    init(_ connection: consuming Connection, session: UInt64, holder: UInt64) {
        self.connection = connection
        self.session = session
        self.holder = holder
    }

    /// Whether the server is gone; asked between calls.
    var isOver: Bool { (try? connection.poll()) ?? true }

    /// Asks, and waits for the reply as long as the server gives any sign of life.
    ///
    /// - Parameters:
    ///   - objectPatience: how long the object may keep this thread waiting, in nanoseconds; nil for ever.
    ///   - patience: how long the server may be silent.
    /// - Throws: `.timedOut` when it was.
    func exchange(
        _ object: UInt64, _ method: String, _ argument: [UInt8], objectPatience: Int64?, patience: Duration
    ) throws(ConnectionError) -> ServerReply.Outcome {
        number += 1
        try send(
            ServerRequest(
                number: number, caller: caller, holder: holder, object: object, method: method, argument: argument,
                patience: objectPatience), patience)
        // A question that is answered at once, whatever the call waits for, tells a busy server from a waiting call.
        var isAsked = false
        while true {
            let bytes: [UInt8]
            do {
                bytes = try connection.receiveBytes(timeout: patience / 2)
            } catch {
                guard error == .timedOut, !isAsked else { throw error }
                isAsked = true
                try send(
                    ServerRequest(
                        number: 0, caller: caller, holder: holder, object: 0, method: "", argument: [], patience: nil),
                    patience / 2)
                continue
            }
            guard let reply = ServerReply(bytes: bytes) else {
                throw .coding(.malformed(offset: 0, reason: "it is no reply of a manager's server"))
            }
            if reply.number == number { return reply.outcome }
            isAsked = false
        }
    }

    /// Tells the server something that it does not reply to, and does not wait: false when it could not be sent.
    func tell<Argument: Encodable>(_ method: ServerMethod, _ argument: Argument) -> Bool {
        guard let argument = try? MessageEncoder().encode(argument) else { return false }
        let request = ServerRequest(
            number: .max, caller: caller, holder: holder, object: 0, method: method.rawValue, argument: argument,
            patience: nil)
        do { try send(request, .zero) } catch { return false }
        return true
    }

    private var caller: Caller { Caller(session: session, thread: Identity.threadID) }

    private func send(_ request: ServerRequest, _ patience: Duration) throws(ConnectionError) {
        try connection.send(bytes: request.bytes, timeout: patience)
    }
}
