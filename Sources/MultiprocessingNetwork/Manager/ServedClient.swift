internal import Multiprocessing
internal import Platform

/// One client of a manager's server, which never waits for it: bytes are taken as they come, and kept until they go.
@safe final class ServedClient {
    enum Stage { case proving, served, refused }

    let socket: StreamSocket
    let connectedAt = Instant.now
    private(set) var stage = Stage.proving
    private let handshake: Handshake
    private var input: [UInt8] = []
    private var output: [UInt8] = []
    private var sent = 0

    init(owning raw: Int32, key: AuthenticationKey) {
        socket = StreamSocket(owning: raw)
        handshake = Handshake(key: key)
        append(handshake.greeting)
    }

    var hasOutput: Bool { sent < output.count }

    /// Takes what has come and answers each whole request; false when the client is gone or did not behave.
    func receive(_ answer: ([UInt8]) -> [UInt8]) throws(SystemError) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var transfer = StreamSocket.Transfer.wouldBlock
        // The closure of the standard library passes a typed error on untyped.
        var failure: SystemError?
        unsafe buffer.withUnsafeMutableBytes { bytes in
            do throws(SystemError) {
                transfer = try unsafe socket.receive(into: bytes, waits: false)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        switch transfer {
        case .wouldBlock: return true
        case .closed: return false
        case .bytes(let count): input += buffer[..<count]
        }
        var position = 0
        defer { input.removeFirst(position) }
        while input.count - position >= 8 {
            let word = input[position..<position + 8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            // No request carries descriptors, and who has proved nothing yet has nothing long to say.
            let limit: UInt64 = stage == .served ? 1 << 40 : UInt64(Handshake.largestMessage)
            guard word <= limit else { return false }
            let end = position + 8 + Int(word)
            guard end <= input.count else { break }
            let message = Array(input[position + 8..<end])
            position = end
            switch stage {
            case .served: append(answer(message))
            case .proving:
                let reply = handshake.reply(to: message)
                stage = reply == nil ? .refused : .served
                append(reply ?? Handshake.refusal)
            case .refused: return false
            }
        }
        return try flush()
    }

    /// Sends what can be sent now; false when the client is gone, or was refused and has been told.
    func flush() throws(SystemError) -> Bool {
        while hasOutput {
            var transfer = StreamSocket.Transfer.wouldBlock
            var failure: SystemError?
            unsafe output.withUnsafeBytes { bytes in
                do throws(SystemError) {
                    transfer = try unsafe socket.send(
                        UnsafeRawBufferPointer(rebasing: bytes[sent...]), UnsafeRawBufferPointer(start: nil, count: 0),
                        waits: false)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            switch transfer {
            case .bytes(let count): sent += count
            case .wouldBlock: return true
            case .closed: return false
            }
        }
        output = []
        sent = 0
        return stage != .refused
    }

    private func append(_ message: [UInt8]) {
        let length = UInt64(message.count)
        for shift in 0..<8 { output.append(UInt8(truncatingIfNeeded: length >> (UInt64(shift) * 8))) }
        output += message
    }
}
