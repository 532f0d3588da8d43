internal import Platform

extension JobInput {
    /// The files that an argument names: a file, a directory, or a pattern. Not standard input.
    ///
    /// - Parameter name: what messages call the file at that path, where that is something else.
    package static func files(_ argument: String, name: String? = nil) throws -> [JobInput] {
        if argument == "-" { throw ThreshError(.usage, "standard input (-) cannot be looked at; name a file") }
        var catalog = InputCatalog(spoolPath: "") { _ in }
        try catalog.add(argument, name: name)
        return catalog.files.map { JobInput($0) }
    }

    /// Its first bytes, so many at most, decompressed: to see what is in it.
    public func head(_ count: Int) throws -> [UInt8] {
        if size == 0 { return [] }
        var source = try InputSource(file)
        return try JobInput.read(count, &source)
    }

    /// The first lines of its text, behind a byte order mark and a hole: so many bytes at most, or the beginning of the first line.
    ///
    /// - Complexity: reads the hole too.
    /// - Throws: `.badData` for UTF-32, for UTF-16 without a mark or compressed, and for what has no lines.
    package func textHead(_ count: Int) throws -> TextSample {
        if size == 0 { return TextSample() }
        // Most files of many are small.
        let count = isCompressed ? count : Int(min(UInt64(count), size + 1))
        var source = try InputSource(file)
        var bytes = try JobInput.read(count, &source)
        var (mark, hole) = try unsafe bytes.withUnsafeBytes { bytes -> (Int, Int) in
            try unsafe TextStart.checkEncoding(of: bytes, name: name, isCompressed: isCompressed)
            return unsafe TextStart.lead(of: bytes)
        }
        var nuls = UInt64(hole)
        let start = UInt64(mark)
        while mark + hole == bytes.count, !bytes.isEmpty, nuls > 0 {
            bytes = try JobInput.read(count, &source)
            mark = 0
            hole = unsafe bytes.withUnsafeBytes { unsafe TextStart.nulCount($0, from: 0) }
            nuls += UInt64(hole)
        }
        bytes.removeFirst(mark + hole)
        if bytes.count < count { bytes += try JobInput.read(count - bytes.count, &source) }
        let isEnd = bytes.count < count
        let isLong = !isEnd && bytes.first == UInt8(ascii: "{") && !bytes.contains(10)
        let firstEnd = !isLong ? [] : try JobInput.readLine(after: bytes.count, &source)
        bytes += firstEnd
        let isWhole = try isEnd || JobInput.read(1, &source).isEmpty
        return TextSample(
            bytes: isWhole ? bytes : TextSample.wholeLines(of: bytes), start: start + nuls, hole: nuls,
            isWhole: isWhole)
    }

    /// What follows up to the end of a first line that is longer, and some more; nothing where it is longer than records are. Of JSON
    /// the beginning of a line tells nothing.
    private static func readLine(after count: Int, _ source: inout InputSource) throws -> [UInt8] {
        var rest: [UInt8] = []
        let step = 1 << 20
        while count + rest.count < longestFirstLine {
            let piece = try read(step, &source)
            rest += piece
            if piece.count < step || piece.contains(10) { return rest }
        }
        return []
    }

    /// As long as records may be unless a job says otherwise.
    private static let longestFirstLine = 64 << 20

    private static func read(_ count: Int, _ source: inout InputSource) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = try unsafe bytes.withUnsafeMutableBytes { buffer in
                try unsafe source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            }
            if read == 0 { break }
            filled += read
        }
        return Array(bytes.prefix(filled))
    }

    /// Some pieces of a plain file of more than `head` reads, from all over it, which begin and end anywhere; none of a
    /// compressed one.
    package func pieces(_ count: Int = 8, of bytes: Int = 64 << 10) throws -> [[UInt8]] {
        guard file.compression == .none, size > UInt64(bytes) * 2 else { return [] }
        var pieces: [[UInt8]] = []
        for index in 1...count {
            let start = min(size / UInt64(count) * UInt64(index), size - UInt64(bytes))
            var source = try InputSource(file, as: Compression.none, start: start)
            var piece = [UInt8](repeating: 0, count: bytes)
            let read = try unsafe piece.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
            pieces.append(Array(piece.prefix(read)))
        }
        return pieces
    }

    /// The numbers of the lines that begin at these offsets, in order; from 1. Reads the file up to the last of them.
    package func lineNumbers(at offsets: [UInt64]) throws -> [Int] {
        var source = try InputSource(file)
        var bytes = [UInt8](repeating: 0, count: Tuning.readBytes)
        var numbers: [Int] = []
        var lines = 0
        var position: UInt64 = 0
        var counted = 0
        while numbers.count < offsets.count {
            let read = try unsafe bytes.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
            if read == 0 { break }
            counted = 0
            while numbers.count < offsets.count, offsets[numbers.count] <= position + UInt64(read) {
                let end = Int(offsets[numbers.count] - position)
                lines += unsafe bytes.withUnsafeBufferPointer {
                    unsafe countByte(10, $0.baseAddress! + counted, end - counted)
                }
                counted = end
                numbers.append(lines + 1)
            }
            lines += unsafe bytes.withUnsafeBufferPointer {
                unsafe countByte(10, $0.baseAddress! + counted, read - counted)
            }
            position += UInt64(read)
        }
        return numbers
    }
}

/// Lines from the beginning of a text, and perhaps from other places of it.
package struct TextSample {
    /// Whole lines, of which the text's last one may lack its end; the beginning of a line where no line is whole.
    package var bytes: [UInt8] = []
    /// How many bytes are before the text: a byte order mark, a hole.
    package var start: UInt64 = 0
    /// How many NUL bytes the hole has.
    package var hole: UInt64 = 0
    /// Whether they are all of the text.
    package var isWhole = true

    /// What is up to the last line end; everything where there is none.
    package static func wholeLines(of bytes: [UInt8]) -> [UInt8] {
        bytes.lastIndex(of: 10).map { Array(bytes[...$0]) } ?? bytes
    }
}
