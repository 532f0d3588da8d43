internal import Platform

/// Looks through a whole input file before a job, for what its lines cannot be read without.
extension JobInput {
    /// The lines that begin with some bytes, without their ends, and where: at which decompressed byte. Only the first
    /// 64 KiB of a line count.
    ///
    /// - Complexity: reads the file once, about as fast as `memchr` finds the first of the bytes.
    /// - Parameter prefix: not empty.
    package func lines(beginningWith prefix: [UInt8]) throws -> [(offset: UInt64, line: [UInt8])] {
        if size == 0 { return [] }
        var source = try InputSource(file)
        var bytes = [UInt8](repeating: 0, count: Tuning.readBytes)
        var found: [(offset: UInt64, line: [UInt8])] = []
        var position: UInt64 = 0
        /// The line at the end of what has been read, where it may be such a one.
        var open: (offset: UInt64, line: [UInt8])?
        var last = UInt8(ascii: "\n")
        func close(_ line: (offset: UInt64, line: [UInt8])) {
            if line.line.starts(with: prefix) { found.append(line) }
        }
        while true {
            let count = try unsafe bytes.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
            if count == 0 { break }
            unsafe bytes.withUnsafeBufferPointer { buffer in
                let base = buffer.baseAddress!
                var index = 0
                while index < count {
                    if let begun = open {
                        let end = unsafe findByte(UInt8(ascii: "\n"), base + index, count - index)
                        let upper = index + min(end ?? count - index, max(0, JobInput.mostLineBytes - begun.line.count))
                        unsafe open!.line += buffer[index..<upper]
                        guard let end else { break }
                        close(open!)
                        open = nil
                        index += end
                    } else {
                        guard let next = unsafe findByte(prefix[0], base + index, count - index) else { break }
                        index += next
                        // SAFETY: `index` is that of a byte which was found.
                        let before = index == 0 ? last : unsafe base[index - 1]
                        if before == UInt8(ascii: "\n") {
                            open = (position + UInt64(index), [])
                        } else {
                            index += 1
                        }
                    }
                }
                unsafe last = base[count - 1]
            }
            position += UInt64(count)
        }
        if let open { close(open) }
        return found.map { ($0.offset, $0.line.last == UInt8(ascii: "\r") ? $0.line.dropLast() : $0.line) }
    }

    private static let mostLineBytes = 64 << 10

    /// Whether offsets of records are those of decompressed bytes: not in a zstd file whose frames do not say how long
    /// they are.
    package var hasDecompressedOffsets: Bool {
        get throws {
            guard file.compression == .zstd else { return true }
            let descriptor = try InputSource.open(file)
            return try ZstdFrames.divisions(of: descriptor, size: file.size).allSatisfy { $0.decompressed != nil }
        }
    }
}
