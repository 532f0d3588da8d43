extension ChunkReader.Block {
    /// One record of a block, as a block of its own.
    @safe struct Single {
        /// With what divides it from the next.
        ///
        /// SAFETY: as the block's bytes.
        let bytes: UnsafeRawBufferPointer
        /// Where it is in its bytes, when no delimiter says so.
        let range: RecordRange?
        let offset: UInt64
        let endsFile: Bool
        fileprivate let contentCount: Int

        /// Without what divides it from the next.
        var content: UnsafeRawBufferPointer {
            let start = range.map { Int($0.start) } ?? 0
            return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<start + contentCount])
        }

        /// Calls `body` with its range as a list, as blocks have them.
        func withRanges(_ body: (UnsafeBufferPointer<RecordRange>?) throws -> Void) rethrows {
            guard let range else { return try body(nil) }
            try unsafe [range].withUnsafeBufferPointer { unsafe try body($0) }
        }
    }

    /// Calls `body` with one record after another, until it returns false.
    func forEachSingle(_ format: RecordFormat, _ body: (Single) throws -> Bool) rethrows {
        var start = 0
        var index = 0
        while true {
            var end = unsafe bytes.count
            var range: RecordRange?
            let count: Int
            if let ranges = unsafe ranges {
                if index == ranges.count { return }
                range = unsafe ranges[index]
                if index + 1 < ranges.count { end = unsafe Int(ranges[index + 1].begin) }
                start = Int(range!.begin)
                range!.move(by: -start)
                count = Int(range!.count)
            } else {
                if unsafe start == bytes.count { return }
                let left = unsafe bytes.count - start
                let length = unsafe findByte(format.delimiter ?? 10, bytes.bytes + start, left)
                count = length ?? left
                end = length.map { start + $0 + 1 } ?? end
            }
            let single = unsafe Single(
                bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), range: range,
                offset: offset + UInt64(start), endsFile: endsFile && end == bytes.count, contentCount: count)
            if try !body(single) { return }
            start = end
            index += 1
        }
    }
}
