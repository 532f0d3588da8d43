internal import Platform

/// The state behind a `Connection`: its socket, and the message that has arrived in part.
@safe final class ConnectionCore {
    let socket: StreamSocket
    private var headerWord: UInt64 = 0
    private var headerFilled = 0
    private var header: FrameHeader?
    /// What came with the header.
    private var descriptors: [Int32] = []
    /// The first bytes of the message behind the header.
    private var partial: [UInt8] = []
    /// A message was begun and not finished: whatever followed would be taken for the rest of it.
    private var isBroken = false

    /// Room made for a message before its bytes have come. What a peer announces costs nothing until it sends it.
    private static let trustedBytes = 64 << 20

    init(owning raw: Int32) { socket = StreamSocket(owning: raw) }

    deinit { closeDescriptors() }

    // MARK: sending

    func send(
        _ message: UnsafeRawBufferPointer, descriptors: [Int32] = [], until deadline: Instant? = nil
    ) throws(ConnectionError) {
        var word = FrameHeader(byteCount: message.count, descriptors: descriptors.count).word.littleEndian
        let failure = unsafe withUnsafeBytes(of: &word) { header in
            outcome { () throws(ConnectionError) in try unsafe sendAll(header, message, descriptors, until: deadline) }
        }
        if let failure { throw failure }
    }

    /// Sends only a header: the message follows through `sendPart`.
    func sendHeader(byteCount: Int) throws(ConnectionError) {
        var word = FrameHeader(byteCount: byteCount).word.littleEndian
        let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
        let failure = unsafe withUnsafeBytes(of: &word) { header in
            outcome { () throws(ConnectionError) in try unsafe sendAll(header, nothing, []) }
        }
        if let failure { throw failure }
    }

    func sendPart(_ bytes: UnsafeRawBufferPointer) throws(ConnectionError) {
        try unsafe sendAll(bytes, UnsafeRawBufferPointer(start: nil, count: 0), [])
    }

    /// No message can follow.
    func giveUpSending() {
        isBroken = true
        socket.shutDown(sending: true)
    }

    private func sendAll(
        _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, _ descriptors: [Int32],
        until deadline: Instant? = nil
    ) throws(ConnectionError) {
        if isBroken { throw .brokenPipe }
        let total = first.count + second.count
        var sent = 0
        while sent < total {
            let one = unsafe UnsafeRawBufferPointer(rebasing: first[min(sent, first.count)...])
            let two = unsafe UnsafeRawBufferPointer(rebasing: second[max(0, sent - first.count)...])
            let transfer: StreamSocket.Transfer
            do {
                transfer = try unsafe socket.send(
                    one, two, descriptors: sent == 0 ? descriptors : [], waits: deadline == nil)
            } catch {
                if sent > 0 { giveUpSending() }
                throw .system(error)
            }
            switch transfer {
            case .bytes(let count): sent += count
            case .wouldBlock:
                if try !waitUntilReady(deadline, sending: true) {
                    if sent > 0 { giveUpSending() }
                    throw .timedOut
                }
            case .closed:
                isBroken = true
                throw .brokenPipe
            }
        }
    }

    // MARK: receiving

    /// The header of the next message, which stays the next one. Waits for it.
    func nextHeader(until deadline: Instant?) throws(ConnectionError) -> FrameHeader {
        if let header { return header }
        while headerFilled < FrameHeader.byteCount {
            var transfer = StreamSocket.Transfer.wouldBlock
            if deadline != nil, try !waitUntilReady(deadline) { throw .timedOut }
            var word = headerWord
            do {
                transfer = try unsafe withUnsafeMutableBytes(of: &word) { bytes throws(SystemError) in
                    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[headerFilled...])
                    return try unsafe socket.receive(into: rest, descriptors: &descriptors, waits: deadline == nil)
                }
            } catch {
                throw .system(error)
            }
            headerWord = word
            switch transfer {
            case .bytes(let count): headerFilled += count
            case .wouldBlock: continue
            case .closed:
                if headerFilled == 0 { throw .endOfFile }
                throw .truncated(byteCount: 0, of: 0)
            }
        }
        let header = FrameHeader(word: UInt64(littleEndian: headerWord))
        self.header = header
        return header
    }

    /// The next message, all of it, with its descriptors.
    func receiveAll(until deadline: Instant?) throws(ConnectionError) -> (bytes: [UInt8], descriptors: [Int32]) {
        let length = try nextHeader(until: deadline).byteCount
        var failure: ConnectionError?
        repeat {
            let room = min(length, max(ConnectionCore.trustedBytes, partial.count * 2))
            let soFar = partial
            partial = []
            partial = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                unsafe PageBuffer.adviseHugePages(UnsafeMutableRawBufferPointer(buffer))
                unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: soFar)
                count = soFar.count
                failure = outcome { () throws(ConnectionError) in
                    try unsafe fill(UnsafeMutableRawBufferPointer(buffer), from: &count, until: deadline)
                }
            }
            if let failure {
                if case .endOfFile = failure { throw .truncated(byteCount: partial.count, of: length) }
                throw failure
            }
        } while partial.count < length
        let message = (partial, descriptors)
        descriptors = []
        finishMessage()
        return message
    }

    /// The next message, into `buffer`, which has its size. Nothing of it was received before.
    func receive(into buffer: UnsafeMutableRawBufferPointer, until deadline: Instant?) throws(ConnectionError) {
        let length = try nextHeader(until: deadline).byteCount
        precondition(length == buffer.count)
        var filled = partial.count
        unsafe buffer.copyBytes(from: partial)
        do {
            try unsafe fill(buffer, from: &filled, until: deadline)
        } catch {
            partial = unsafe [UInt8](buffer[..<filled])
            if case .endOfFile = error { throw .truncated(byteCount: filled, of: length) }
            throw error
        }
        finishMessage()
    }

    /// The next message, in parts of at most the buffer's size.
    func receiveParts(through buffer: UnsafeMutableRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void)
        throws(ConnectionError) -> Int
    {
        let length = try nextHeader(until: nil).byteCount
        var done = partial.count
        if !partial.isEmpty { unsafe partial.withUnsafeBytes { unsafe body($0) } }
        // Whatever happens now, the parts handed out are gone.
        defer { finishMessage() }
        while done < length {
            let part = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, length - done)])
            var filled = 0
            do {
                try unsafe fill(part, from: &filled, until: nil)
            } catch {
                if case .endOfFile = error { throw .truncated(byteCount: done + filled, of: length) }
                throw error
            }
            unsafe body(UnsafeRawBufferPointer(part))
            done += part.count
        }
        return length
    }

    func receive(until deadline: Instant?) throws(ConnectionError) -> [UInt8] {
        let (bytes, descriptors) = try receiveAll(until: deadline)
        for raw in descriptors { Fork.closeDescriptor(raw) }
        return bytes
    }

    /// Whether a receive would find something: a message, a part of one, or the end.
    func isReady(until deadline: Instant?) throws(ConnectionError) -> Bool { try waitUntilReady(deadline) }

    private func finishMessage() {
        header = nil
        headerFilled = 0
        partial = []
        closeDescriptors()
    }

    private func closeDescriptors() {
        for raw in descriptors { Fork.closeDescriptor(raw) }
        descriptors = []
    }

    /// Fills the rest of `buffer`. What has come is counted in `filled` even when it throws.
    private func fill(
        _ buffer: UnsafeMutableRawBufferPointer, from filled: inout Int, until deadline: Instant?
    ) throws(ConnectionError) {
        while filled < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let transfer: StreamSocket.Transfer
            do throws(SystemError) {
                transfer = try unsafe socket.receive(into: rest, waits: deadline == nil)
            } catch {
                throw .system(error)
            }
            switch transfer {
            case .bytes(let count): filled += count
            // Mostly all of it came with the header.
            case .wouldBlock: if try !waitUntilReady(deadline) { throw .timedOut }
            case .closed: throw .endOfFile
            }
        }
    }

    private func waitUntilReady(_ deadline: Instant?, sending: Bool = false) throws(ConnectionError) -> Bool {
        do {
            return try Poller.isReady(socket.rawValue, forWriting: sending, until: deadline)
        } catch {
            throw .system(error)
        }
    }

    /// Closures of the standard library pass typed errors on untyped: this hands the error out as a value.
    private func outcome(_ body: () throws(ConnectionError) -> Void) -> ConnectionError? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }
}
