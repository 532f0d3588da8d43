import Testing
import Thresh

/// Everything that a source returned, and what it said of its range.
struct Reading {
    var bytes: [UInt8] = []
    var producedAtLimit: UInt64?
    var consumed: UInt64 = 0

    /// Reads a source to its end and checks what each single read promises.
    init(_ source: inout some ByteSource & ~Copyable, bufferSize: Int = 1 << 16) throws {
        var buffer = [UInt8](repeating: 0, count: bufferSize)
        while true {
            let before = UInt64(bytes.count)
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
            bytes += buffer[..<count]
            #expect(source.consumed >= consumed)
            consumed = source.consumed
            if let known = producedAtLimit { #expect(source.producedAtLimit == known) }
            producedAtLimit = source.producedAtLimit
            if let limit = producedAtLimit, limit > before { #expect(limit >= before + UInt64(count)) }
            if count == 0 { break }
        }
        #expect(producedAtLimit != nil)
    }

    /// Writes `file` and reads it as `compression`.
    init(
        _ file: [UInt8], as compression: Compression, start: UInt64 = 0, limit: UInt64 = .max, bufferSize: Int = 1 << 16
    ) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write(file, to: "file")
        var source = try InputSource(path: path, compression: compression, start: start, limit: limit)
        try self.init(&source, bufferSize: bufferSize)
    }
}

/// The error that reading `file` ends with; nil when there is none.
func failure(of file: [UInt8], as compression: Compression) throws -> ThreshError? {
    do {
        _ = try Reading(file, as: compression)
        return nil
    } catch let error as ThreshError {
        return error
    }
}
