/// What stands before the text of a file: a byte order mark, and the NUL bytes of a hole that a truncation left. A loss of power
/// leaves such before other lines too.
package enum TextStart {
    /// The fewest NUL bytes that are a hole; fewer are bytes of the first line.
    private static let leastHole = 16

    /// How many bytes tell what there is, where the file has as many.
    static let needed = ForeignFile.prefixLength

    /// How many bytes at the start of a file are not of its text.
    static func lead(of bytes: UnsafeRawBufferPointer) -> (mark: Int, hole: Int) {
        let mark = unsafe bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return unsafe (mark, hole(in: bytes, from: mark))
    }

    /// The length of the hole that bytes begin with, those of a file or of a line in it.
    package static func hole(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int {
        let count = unsafe nulCount(bytes, from: start)
        return count >= leastHole ? count : 0
    }

    static func nulCount(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.count, unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) == 0 {
            index += 8
        }
        while unsafe index < bytes.count && bytes[index] == 0 { index += 1 }
        return index - start
    }

    /// How many bytes of a file's start are before its text.
    package static func count(in bytes: UnsafeRawBufferPointer) -> Int {
        let lead = unsafe lead(of: bytes)
        return lead.mark + lead.hole
    }

    /// What iconv calls the encoding of a file in which characters have two or four bytes; nil for any other.
    static func wideEncoding(of bytes: UnsafeRawBufferPointer) -> String? {
        if unsafe bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32" }
        if unsafe bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        // Without a mark: every other byte of ASCII is NUL.
        let count = min(bytes.count, 64) & ~1
        if count < 8 { return nil }
        func isASCII(_ byte: UInt8) -> Bool { byte &- 32 < 95 || byte == 9 || byte == 10 || byte == 13 }
        let pairs = stride(from: 0, to: count, by: 2)
        if pairs.allSatisfy({ unsafe isASCII(bytes[$0]) && bytes[$0 + 1] == 0 }) { return "UTF-16LE" }
        if pairs.allSatisfy({ unsafe bytes[$0] == 0 && isASCII(bytes[$0 + 1]) }) { return "UTF-16BE" }
        return nil
    }

    /// Throws `.badData` for a file whose bytes are not those of the characters of lines.
    ///
    /// - Parameter isCompressed: whether the bytes are what was compressed.
    package static func checkEncoding(
        of bytes: UnsafeRawBufferPointer, name: String, isCompressed: Bool = false
    ) throws(ThreshError) {
        if let foreign = unsafe ForeignFile.detect(bytes) {
            let piece = name == "-" ? "" : " | thresh …"
            throw ThreshError(
                .badData,
                "\(name): the file is \(foreign.noun), which has no lines; make some of it: \(foreign.command(for: name))\(piece)"
            )
        }
        guard let encoding = unsafe wideEncoding(of: bytes) else { return }
        if isCompressed, encoding == "UTF-16" {
            throw ThreshError(
                .badData,
                "\(name): compressed text in UTF-16 is not read; decompress it first, as a file in UTF-16 is read")
        }
        let path = name == "-" ? "" : " " + ShellWord.quoted(name)
        throw ThreshError(
            .badData,
            """
            \(name): the file is in \(encoding.prefix(6)), whose bytes are not read as lines; convert it first: \
            iconv -f \(encoding) -t UTF-8\(path)
            """)
    }
}
