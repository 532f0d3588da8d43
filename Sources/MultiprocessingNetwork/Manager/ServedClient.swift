internal import Multiprocessing
internal import Platform

/// One client of a manager's server, which never waits for it: bytes are taken as they come, and kept until they go.
@safe final class ServedClient {
    enum Stage { case proving, served, refused }

    /// The process that connected; nil where it is not known.
    let pid: Int32?
    let connectedAt = Instant.now
    private(set) var stage = Stage.proving
    /// It has left, or did not behave: nothing more is read or sent.
    private(set) var isGone = false
    /// Known from its first request on. A client whose process has ended has no session, but a child of it may still
    /// have its handles.
    var session: UInt64?
    var holder: UInt64?
    private let socket: StreamSocket
    private let handshake: Handshake
    private var input: [UInt8] = []
    private var output: [UInt8] = []
    private var sent = 0

    private static let bufferBytes = 64 << 10

    init(owning raw: Int32, key: AuthenticationKey) {
        socket = StreamSocket(owning: raw)
        // A process that this one cannot see, as over TCP, has no number here.
        let peer = try? socket.peer()
        pid = if let peer, peer.pid > 0 { peer.pid } else { nil }
        handshake = Handshake(key: key)
        append(handshake.greeting)
    }

    var hasOutput: Bool { sent < output.count }

    func hangUp() { isGone = true }

    func reply(_ number: UInt64, _ outcome: ServerReply.Outcome) {
        append(ServerReply(number: number, outcome: outcome).bytes)
        flush()
    }

    /// Takes what has come and hands on each whole request; sends what waits to be sent.
    func progress(isReadable: Bool, _ handle: ([UInt8], ServedClient) -> Void) {
        if isReadable && !isGone { receive(handle) }
        flush()
    }

    private func receive(_ handle: ([UInt8], ServedClient) -> Void) {
        var transfer = StreamSocket.Transfer.closed
        unsafe withUnsafeTemporaryAllocation(byteCount: ServedClient.bufferBytes, alignment: 8) { buffer in
            if let outcome = try? unsafe socket.receive(into: buffer, waits: false) { transfer = outcome }
            if case .bytes(let count) = transfer { unsafe input += buffer[..<count] }
        }
        switch transfer {
        case .wouldBlock: return
        case .closed: return hangUp()
        case .bytes: break
        }
        var position = 0
        defer { input.removeFirst(position) }
        while input.count - position >= 8, !isGone {
            let word = input[position..<position + 8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            // No request carries descriptors, and who has proved nothing yet has nothing long to say.
            let limit: UInt64 = stage == .served ? 1 << 40 : UInt64(Handshake.largestMessage)
            guard word <= limit else { return hangUp() }
            let end = position + 8 + Int(word)
            guard end <= input.count else { break }
            let message = Array(input[position + 8..<end])
            position = end
            switch stage {
            case .served: handle(message, self)
            case .proving:
                let reply = handshake.reply(to: message)
                stage = reply == nil ? .refused : .served
                append(reply ?? Handshake.refusal)
            case .refused: return hangUp()
            }
        }
    }

    /// Sends what can be sent now.
    func flush() {
        while hasOutput, !isGone {
            var transfer = StreamSocket.Transfer.closed
            unsafe output.withUnsafeBytes { bytes in
                let outcome = try? unsafe socket.send(
                    UnsafeRawBufferPointer(rebasing: bytes[sent...]), UnsafeRawBufferPointer(start: nil, count: 0),
                    waits: false)
                if let outcome { transfer = outcome }
            }
            switch transfer {
            case .bytes(let count): sent += count
            case .wouldBlock: return
            case .closed: hangUp()
            }
        }
        output = []
        sent = 0
        // One that was refused has been told.
        if stage == .refused { hangUp() }
    }

    private func append(_ message: [UInt8]) {
        unsafe withUnsafeBytes(of: UInt64(message.count).littleEndian) { unsafe output.append(contentsOf: $0) }
        output += message
    }
}
