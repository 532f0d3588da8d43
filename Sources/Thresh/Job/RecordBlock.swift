/// Whole records of one file, one after another: what the engine hands to a mapper at a time.
///
/// Most jobs take records one by one. A job that can do better with many records at once (search a block, split words
/// across line ends) implements `map(_: RecordBlock, into:)`.
@safe public struct RecordBlock: ~Escapable {
    /// The records of the job's format with what divides them: lines with their line ends. Only the last record of a file
    /// may lack its end.
    public let bytes: ByteView
    /// Where the block begins in its file; in a compressed file as `Record.offset` says.
    public let offset: UInt64
    /// Which input file it comes from: an index into the inputs that `Job.prepare` received.
    public let file: Int
    /// Which of `JobOptions.inputs` the file was found by.
    public let input: Int
    /// Whether it is the last of its file, where records are not all ended by a delimiter.
    package let endsFile: Bool
    /// Where this process publishes the offset of the record it works on.
    @usableFromInline let position: UnsafeMutablePointer<UInt64>
    /// Ends each record where `ranges` is nil.
    @usableFromInline let delimiter: UInt8
    @usableFromInline let dropsReturn: Bool
    /// Where each record is, where they are not all ended by a delimiter.
    ///
    /// SAFETY: lives as long as `bytes`, and stays within them.
    @usableFromInline let ranges: UnsafePointer<RecordRange>?
    @usableFromInline let rangeCount: Int

    @unsafe @_lifetime(copy bytes)
    init(
        bytes: ByteView, ranges: UnsafeBufferPointer<RecordRange>?, format: RecordFormat, offset: UInt64, file: Int,
        input: Int, endsFile: Bool = false, position: UnsafeMutablePointer<UInt64>
    ) {
        self.bytes = bytes
        unsafe self.ranges = ranges?.baseAddress
        rangeCount = unsafe ranges?.count ?? 0
        delimiter = format.delimiter ?? UInt8(ascii: "\n")
        dropsReturn = unsafe format.dropsReturn || format.delimiter == nil && ranges == nil
        self.offset = offset
        self.file = file
        self.input = input
        self.endsFile = endsFile
        unsafe self.position = position
    }

    /// Whether each record is one line.
    package var isOfLines: Bool { unsafe ranges == nil && dropsReturn }

    /// What the last record has, as a part of `bytes`, and where it begins; nil where records are ended by a delimiter.
    package var lastRecord: (content: Range<Int>, offset: UInt64)? {
        guard let ranges = unsafe ranges, rangeCount > 0 else { return nil }
        // SAFETY: there are so many.
        let range = unsafe ranges[rangeCount - 1]
        return (Int(range.start)..<Int(range.start + range.count), offset + UInt64(range.begin))
    }

    /// Calls `body` with what stands before, between and behind records, where they are not all ended by a delimiter.
    package func forEachDivider(_ body: (ByteView) -> Void) {
        guard let ranges = unsafe ranges else { return }
        var end = 0
        for index in 0..<rangeCount {
            // SAFETY: there are so many.
            let range = unsafe ranges[index]
            body(bytes.slice(end, Int(range.start)))
            end = Int(range.start + range.count)
        }
        body(bytes.slice(end, bytes.count))
    }

    /// Whole lines that no task reads, for a mapper that takes blocks.
    ///
    /// - Parameter position: a word that lives as long as the block.
    @unsafe @_lifetime(copy lines)
    package init(lines: ByteView, offset: UInt64, file: Int, position: UnsafeMutablePointer<UInt64>) {
        unsafe self.init(
            bytes: lines, ranges: nil, format: .lines, offset: offset, file: file, input: file, position: position)
    }

    /// The records in its first bytes, which end where a record does.
    ///
    /// REQUIRES: `isOfLines`.
    @_lifetime(copy self)
    package func prefix(_ count: Int) -> RecordBlock {
        unsafe RecordBlock(
            lines: bytes.slice(0, count), offset: offset, file: file, position: position)
    }

    /// Calls `body` with each record, and publishes its offset first: should the process die in `body`, the driver can
    /// name the record.
    @inlinable @inline(__always)
    public func forEachRecord(_ body: (Record) throws -> Void) rethrows {
        let base = unsafe bytes.base
        let count = bytes.count
        var start = 0
        var index = 0
        // One loop for both kinds, so that `body` is compiled into it once.
        while true {
            let begin: Int
            let length: Int
            if let ranges = unsafe ranges {
                if index == rangeCount { return }
                // SAFETY: `index < rangeCount`.
                let range = unsafe ranges[index]
                begin = Int(range.begin)
                start = Int(range.start)
                length = Int(range.count)
                index += 1
            } else {
                if start >= count { return }
                begin = start
                // SAFETY: `start < count`, and the view owns `count` bytes.
                length = unsafe findByte(delimiter, base + start, count - start) ?? count - start
            }
            let offset = self.offset &+ UInt64(begin)
            unsafe position.pointee = offset
            try unsafe body(
                Record(
                    unsafeStart: base + start, rawCount: length, dropsReturn: dropsReturn, offset: offset, file: file,
                    input: input))
            start += length + 1
        }
    }
}
