internal import Platform

/// Reads the records of a segment in blocks of whole records.
///
/// The rule of a segment [start, end): it has the records from the first that can be recognised from `start` on up to the
/// first that can be recognised from `end` on, which its neighbour has. With lines: a reader that does not begin at the
/// start of its file drops bytes up to the first line end, and goes on after its end up to the first line end there. It
/// needs no look at the byte before its start, so that it works in compressed files too. Where records cannot be
/// recognised from any place, segments begin and end between two records.
struct ChunkReader: ~Copyable {
    var source: InputSource
    let name: String
    private let stamp: FileStamp?
    let format: RecordFormat
    let isDivisible: Bool
    let largestRecord: Int
    var buffer: PageBuffer
    var filled = 0
    /// Where the buffer begins, in bytes since the source's beginning.
    var position: UInt64 = 0
    var isSkipping: Bool
    /// Whether nothing of a text has been read yet.
    private var isBeforeText: Bool
    let segment: ChunkPlan.Segment
    private let plainEnd: UInt64?
    /// What `Record.offset` counts from at the source's beginning.
    let base: UInt64
    var records: UInt64 = 0
    /// Whether some of what was read may be of another text than the rest of the file.
    private(set) var mayHaveChanged = false

    /// - Parameters:
    ///   - buffer: memory to read into, at least `Tuning.readBytes`; `takeBuffer` gives it back.
    ///   - gzip: how the file is divided, if it is a gzip file of several segments.
    init(
        _ file: InputFile, _ segment: ChunkPlan.Segment, largestRecord: Int, buffer: consuming PageBuffer,
        gzip: GzipDivision? = nil
    ) throws(ThreshError) {
        if let gzip {
            let stretch = try GzipStretchSource(file, segment, gzip)
            base = stretch.offset
            source = .gzipStretch(stretch)
        } else {
            source = try InputSource(file, start: segment.start, limit: segment.end)
            base = segment.offset
        }
        name = file.name
        stamp = file.stamp
        format = file.records
        isDivisible = file.isDivisible
        self.largestRecord = largestRecord
        self.buffer = buffer
        isSkipping = segment.start > 0 && isDivisible
        isBeforeText = segment.start == 0 && base == 0 && format.isText
        self.segment = segment
        plainEnd = file.compression == .none ? segment.end : nil
    }

    consuming func takeBuffer() -> PageBuffer { buffer }

    /// Whole records, and `Tuning.readPadding` bytes behind them that may be read too.
    @safe struct Block {
        /// SAFETY: valid during the call that the block is given to.
        let bytes: UnsafeRawBufferPointer
        /// Where the records are in the bytes, when they do not all end with a delimiter.
        ///
        /// SAFETY: as `bytes`.
        let ranges: UnsafeBufferPointer<RecordRange>?
        /// Of its first byte, as `Record.offset` counts.
        let offset: UInt64
        /// How many bytes of the file have been read since the segment's start.
        let consumed: UInt64
        /// Whether a cutter found no more records behind it in the file.
        var endsFile = false
    }

    mutating func forEachBlock(_ body: (Block) throws -> Void) throws {
        do { try forEachBlockUnchecked(body) } catch {
            // What was read of another text may be wrong in any way.
            try checkFile()
            throw error
        }
        try checkFile()
    }

    /// A file that is not what it was planned as has lost records, or has others: that is no success.
    private mutating func checkFile() throws(ThreshError) {
        if let stamp, try source.check(stamp) { mayHaveChanged = true }
    }

    private mutating func forEachBlockUnchecked(_ body: (Block) throws -> Void) throws {
        if let delimiter = format.delimiter {
            try forEachDelimitedBlock(delimiter, body)
        } else if case .csv(let separator, _) = format {
            try forEachCSVBlock(separator, body)
        } else if var cutter = format.makeCutter() {
            try forEachCutBlock(&cutter, body)
        }
    }

    private mutating func forEachDelimitedBlock(_ delimiter: UInt8, _ body: (Block) throws -> Void) throws {
        while true {
            let fresh = filled
            if try !fill() {
                if !isSkipping && filled > 0 { try deliver(filled, delimiter, body) }
                return
            }
            if isSkipping && !skip(delimiter) { continue }
            if isSkipping { return }
            if let limit = source.producedAtLimit, position + UInt64(filled) > limit {
                // The record that holds the limit is the last one.
                let from = max(0, Int(Int64(limit) - Int64(position)))
                guard let end = unsafe findByte(delimiter, bytes + from, filled - from) else { continue }
                try deliver(from + end + 1, delimiter, body)
                return
            }
            let from = min(fresh, filled)
            guard let last = unsafe findLastByte(delimiter, bytes + from, filled - from) else { continue }
            try deliver(from + last + 1, delimiter, body)
        }
    }

    /// Reads more behind what there is; returns false at the end of the file.
    ///
    /// - Parameters:
    ///   - start: where the record begins that is to be finished.
    ///   - kept: bytes at the front that do not count against the size of a record.
    mutating func fill(from start: Int = 0, keeping kept: Int = 0) throws(ThreshError) -> Bool {
        if buffer.byteCount - filled < Tuning.readPadding + 4096 { try makeRoom(from: start, keeping: kept) }
        let space = buffer.byteCount - filled - Tuning.readPadding
        // What is behind the neighbour's record has to be moved to the front.
        let wanted = isSkipping ? min(space, Int(clamping: max(Tuning.leastReadBytes, position))) : space
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base + filled, count: wanted)
        let count = try unsafe source.read(into: room)
        filled += count
        CurrentTask.beat()
        if count == 0 { try checkLength() }
        if isBeforeText, count > 0 { try passLead() }
        return count > 0
    }

    /// Drops what stands before the text.
    private mutating func passLead() throws(ThreshError) {
        while filled < TextStart.needed {
            let room = unsafe UnsafeMutableRawBufferPointer(
                start: buffer.base + filled, count: buffer.byteCount - filled - Tuning.readPadding)
            let count = try unsafe source.read(into: room)
            if count == 0 { break }
            filled += count
        }
        let head = unsafe UnsafeRawBufferPointer(start: buffer.base, count: filled)
        if position == 0 { try unsafe TextStart.checkEncoding(of: head, name: name, isCompressed: plainEnd == nil) }
        // Within a hole there is no mark, and as it goes on any NUL belongs to it.
        drop(unsafe position == 0 ? TextStart.count(in: head) : TextStart.nulCount(head, from: 0))
        isBeforeText = filled == 0
    }

    var bytes: UnsafePointer<UInt8> { unsafe UnsafePointer(buffer.base.assumingMemoryBound(to: UInt8.self)) }

    /// Drops bytes up to the first delimiter. Returns whether that is decided; `isSkipping` stays set when the limit came
    /// first, and nothing belongs to this segment.
    mutating func skip(_ delimiter: UInt8) -> Bool {
        let end = unsafe findByte(delimiter, bytes, filled).map { $0 + 1 }
        if let limit = source.producedAtLimit, position + UInt64(end ?? filled) > limit { return true }
        drop(end ?? filled)
        if end != nil { isSkipping = false }
        return end != nil
    }

    mutating func deliver(_ count: Int, _ delimiter: UInt8, _ body: (Block) throws -> Void) throws {
        if count > largestRecord { try checkRecords(count, delimiter) }
        records += UInt64(unsafe countByte(delimiter, bytes, count))
        if unsafe bytes[count - 1] != delimiter { records += 1 }
        try unsafe body(
            Block(
                bytes: UnsafeRawBufferPointer(start: buffer.base, count: count), ranges: nil, offset: offset(of: 0),
                consumed: source.consumed))
        drop(count)
    }

    /// Looks for a record that is too long, at few places: from the beginning of one that may be, back to the last
    /// delimiter that it may reach to.
    private func checkRecords(_ count: Int, _ delimiter: UInt8) throws(ThreshError) {
        var start = 0
        while count - start > largestRecord {
            guard let end = unsafe findLastByte(delimiter, bytes + start, min(largestRecord + 1, count - start)) else {
                throw tooLong(at: start)
            }
            start += end + 1
        }
    }

    mutating func drop(_ count: Int) {
        filled -= count
        position += UInt64(count)
        if filled > 0 && count > 0 { unsafe buffer.base.copyMemory(from: buffer.base + count, byteCount: filled) }
    }

    private mutating func makeRoom(from start: Int, keeping kept: Int) throws(ThreshError) {
        guard filled - kept <= largestRecord else { throw tooLong(at: start) }
        let wanted = min(buffer.byteCount * 2, kept + largestRecord + Tuning.readPadding + 8192)
        do { try buffer.grow(to: max(wanted, buffer.byteCount + 8192)) } catch { throw ThreshError(error) }
    }

    func offset(of index: Int) -> UInt64 { base + position + UInt64(index) }

    func tooLong(at index: Int) -> ThreshError {
        ThreshError(
            .badData,
            """
            \(name): the \(format.noun) at byte \(offset(of: index)) is longer than \(largestRecord) bytes; \
            raise --max-record-size, or check \(format.hintAtLongRecords)
            """)
    }

    /// A plain file that became shorter has its place.
    private func checkLength() throws(ThreshError) {
        if let plainEnd, segment.start + source.consumed < plainEnd {
            throw ThreshError(
                .inputOutput,
                """
                \(name): the file became shorter while it was read, at byte \(segment.start + source.consumed); \
                run the job again
                """)
        }
    }
}
