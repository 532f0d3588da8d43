import Platform
import Thresh

/// The rows that one key has on side B, to be paired with those of A: in memory, or beyond a limit in a file. What is there is
/// paired with blocks of rows, so that both sides may have any number of them.
final class JoinHeld {
    private let block = ScratchBytes()
    private let limit: Int
    private let directory: String?
    private var rest: JoinSpill?
    private var others: JoinSpill?

    init(limit: Int, directory: String?) {
        self.limit = limit
        self.directory = directory
    }

    func add(_ row: ByteView) throws {
        let block = block
        if rest == nil, block.view.isEmpty || block.view.count + row.count <= limit {
            return unsafe JoinSpill.append(row, to: &block.bytes)
        }
        if rest == nil { rest = try JoinSpill(in: directory) }
        try rest?.append(row)
    }

    /// Pairs a row of A with the rows that are in memory; with the others later.
    func pair(_ row: ByteView, _ body: (ByteView, ByteView) -> Void) throws {
        let block = block
        JoinSpill.forEach(in: block.view) { body(row, $0) }
        if rest == nil { return }
        if others == nil { others = try JoinSpill(in: directory) }
        try others?.append(row)
    }

    /// Pairs the rows of A with those that are not in memory.
    func pairRest(_ body: (ByteView, ByteView) -> Void) throws {
        let block = block
        guard let rest, let others else { return }
        unsafe block.bytes.removeAll()
        try rest.forEach { row in
            unsafe JoinSpill.append(row, to: &block.bytes)
            if block.view.count > limit { try pairBlock(others, body) }
        }
        try pairBlock(others, body)
    }

    private func pairBlock(_ others: JoinSpill, _ body: (ByteView, ByteView) -> Void) throws {
        let block = block
        if block.view.isEmpty { return }
        try others.forEach { row in JoinSpill.forEach(in: block.view) { body(row, $0) } }
        unsafe block.bytes.removeAll()
    }

    /// Calls `body` with each row.
    func forEach(_ body: (ByteView) -> Void) throws {
        let block = block
        JoinSpill.forEach(in: block.view, body)
        try rest?.forEach(body)
    }
}

/// Rows in a file without a name, which goes with its owner.
final class JoinSpill {
    private let file: FileDescriptor
    private var buffer = ByteBuffer(capacity: JoinSpill.pieceBytes + 4096)
    private var written: UInt64 = 0
    private static let pieceBytes = 256 << 10

    init(in directory: String?) throws(ThreshError) {
        let path = (directory ?? Machine.environment("TMPDIR") ?? "/tmp") + "/thresh-join-\(Machine.randomBits())"
        do {
            file = try FileDescriptor.open(path, .createNew)
            try FileSystem.removeFile(path)
        } catch { throw ThreshError(error) }
    }

    static func append(_ row: ByteView, to buffer: inout ByteBuffer) {
        buffer.append(integer: UInt32(row.count))
        buffer.append(row)
    }

    /// The whole rows in these bytes.
    ///
    /// - Returns: how many bytes they have.
    @discardableResult
    static func forEach(in bytes: ByteView, _ body: (ByteView) throws -> Void) rethrows -> Int {
        var place = 0
        while place + 4 <= bytes.count {
            let raw = unsafe bytes.rawBuffer.loadUnaligned(fromByteOffset: place, as: UInt32.self)
            let end = place + 4 + Int(UInt32(littleEndian: raw))
            if end > bytes.count { break }
            try body(bytes.slice(place + 4, end))
            place = end
        }
        return place
    }

    func append(_ row: ByteView) throws(ThreshError) {
        JoinSpill.append(row, to: &buffer)
        if buffer.count >= JoinSpill.pieceBytes { try flush() }
    }

    private func flush() throws(ThreshError) {
        do { try unsafe file.write(buffer.rawBuffer, at: written) } catch { throw ThreshError(error) }
        written += UInt64(buffer.count)
        buffer.removeAll()
    }

    /// Calls `body` with each row, in their order.
    func forEach(_ body: (ByteView) throws -> Void) throws {
        try flush()
        var piece = [UInt8](repeating: 0, count: JoinSpill.pieceBytes)
        var place: UInt64 = 0
        while place < written {
            let count = try read(&piece, at: place)
            let used = try unsafe piece.withUnsafeBytes { bytes in
                try JoinSpill.forEach(in: unsafe ByteView(UnsafeRawBufferPointer(rebasing: bytes[..<count])), body)
            }
            // A row that is longer than a piece.
            if used == 0 { piece = [UInt8](repeating: 0, count: piece.count * 2) }
            place += UInt64(used)
        }
    }

    private func read(_ piece: inout [UInt8], at place: UInt64) throws -> Int {
        do {
            return try unsafe piece.withUnsafeMutableBytes { try unsafe file.readFully(into: $0, at: place) }
        } catch let error as SystemError {
            throw ThreshError(error)
        }
    }
}
