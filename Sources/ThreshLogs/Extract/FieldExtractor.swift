internal import Glibc
public import Thresh

/// Finds the fields that a question needs in the lines of a log, and nothing else.
///
///     let extractor = try FieldExtractor(format, fields: ["status", "bytes"], context: context)
///     extractor.forEachLine(in: block.bytes) { fields in … } malformed: { line, offset in … }
///
/// A line is checked as far as it is read: everything that delimits fields, up to the last wanted one, must be there, and
/// wanted integers, numbers, durations and times must be such. What follows is not looked at, except in tables, whose rows
/// must have as many cells as the others.
///
/// One process, one thread at a time. It may be made before a fork and used on both sides of it.
@safe public final class FieldExtractor {
    public let format: LogFormat
    /// The wanted fields, in the order of `LineFields`.
    public let names: [String]
    /// Their types.
    public let types: [FieldType]
    @usableFromInline let slots: UnsafeMutablePointer<FieldSlot>
    @usableFromInline let slotCount: Int
    let kind: Kind
    private let first: StepProgram
    private let programs: [StepProgram]
    private let compiled: [OpCompiler]
    private let exact: [OpCompiler]
    private let values: ValueReaders
    private let parsers: ParserTable
    let scanner: (any LineScanner)?
    /// The scanner, where it is one of JSON: called for each line without counting references.
    private let json: Unmanaged<JSONScanner>?
    let wrapped: WrappedLines?
    let rewritten: RewrittenLines?
    let joined: JoinedTimes?
    /// Where slots count from, where it is not the line at hand.
    @usableFromInline var slotBase: UnsafePointer<UInt8>?
    @exclusivity(unchecked) var currentStart = 0
    /// Where in the block the line at hand begins; 0 where it was given alone.
    public var lineStart: Int { unsafe currentStart }
    /// How many NUL bytes before lines `forEachLine` has passed.
    public private(set) var holeBytes = 0
    /// How many lines were the names of a table's columns.
    public private(set) var namesCount = 0
    /// A bit for each byte that lines may begin with that are no records.
    private let markBits: InlineArray<4, UInt64>
    private let hasMarks: Bool
    /// Of the text that a record ends with, which may go on in further lines.
    let tailSlots: [Int]
    private var padded = ByteBuffer(capacity: 4096)
    var recordText = ByteBuffer()

    enum Kind { case steps, scanner, wrapped, rewritten, joined }

    /// - `isWholeLine`: whether lines are checked to their end, whatever is wanted.
    /// - Throws: `.usage` when the format has no such field.
    public init(
        _ format: LogFormat, fields names: [String], context: TimeContext, isWholeLine: Bool = false
    ) throws(ThreshError) {
        var context = context
        if let zone = format.zone { context.zone = try .named(zone) }
        var plan = TargetPlan(format: format, context: context)
        var types: [FieldType] = []
        for name in names { types.append(try plan.add(name)) }
        plan.addDecidingChecks()
        self.format = format
        self.names = names
        self.types = types
        slotCount = names.count
        unsafe slots = .allocate(capacity: names.count + 1)
        unsafe slots.initialize(repeating: FieldSlot(), count: names.count + 1)
        let parsers = ParserTable(times: plan.parsers)
        self.parsers = parsers
        unsafe values = ValueReaders(parsers: Unmanaged.passUnretained(parsers))
        markBits = FieldExtractor.markBits(format)
        hasMarks = !format.commentPrefix.isEmpty || format.table != nil
        rewritten =
            if let rewriting = format.rewriting {
                RewrittenLines(
                    try FieldExtractor(
                        format.without(rewriting), fields: names, context: context, isWholeLine: isWholeLine), rewriting
                )
            } else {
                nil
            }
        joined =
            rewritten == nil
            ? try JoinedTimes(format, fields: names, context: context, isWholeLine: isWholeLine) : nil
        let isDirect = rewritten == nil && joined == nil
        if case .wrapped(let outer, let inner) = format.layout, isDirect {
            wrapped = try WrappedLines(
                outer: outer, inner: inner, plan.wrappedFields, context: context, isWholeLine: isWholeLine)
        } else {
            wrapped = nil
        }
        if case .steps(let variants) = format.layout, isDirect {
            kind = .steps
            // Of several ways to write a line, the first that fits as a whole is meant.
            // And a row is one by the number of its cells.
            let reach: OpCompiler.Reach =
                isWholeLine || format.table != nil ? .wholeLine : variants.count > 1 ? .allSteps : .lastTarget
            compiled = variants.map { OpCompiler($0, targets: plan.stepTargets, isFused: true, reach: reach) }
            exact = variants.map {
                OpCompiler($0, targets: plan.stepTargets, isFused: false, reach: reach)
            }
            scanner = nil
        } else {
            kind = rewritten != nil ? .rewritten : joined != nil ? .joined : wrapped == nil ? .scanner : .wrapped
            compiled = [OpCompiler([], targets: [:], isFused: false, reach: .lastTarget)]
            exact = compiled
            scanner = kind == .scanner ? try plan.scanner(isWholeLine: isWholeLine) : nil
        }
        unsafe json = (scanner as? JSONScanner).map { unsafe Unmanaged.passUnretained($0) }
        tailSlots = plan.tailSlots
        programs = compiled.map { StepProgram($0) }
        first = programs[0]
    }

    deinit {
        for program in programs { program.deallocate() }
        unsafe slots.deallocate()
    }

    /// The fields of the line that was extracted last.
    ///
    /// REQUIRES: `line` is that line.
    @unsafe @inlinable @_lifetime(copy line)
    public func fields(of line: ByteView) -> LineFields {
        let start = unsafe slotBase ?? line.rawBuffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        let fields = unsafe LineFields(base: start, length: line.count, slots: UnsafePointer(slots), count: slotCount)
        return unsafe _overrideLifetime(fields, copying: line)
    }

    /// Calls `body` with the fields of each line of a block, and `malformed` with each line that is no record, and where
    /// in the block it begins.
    ///
    /// - Returns: how many lines were neither: empty ones, comments.
    @inlinable @inline(__always) @discardableResult
    public func forEachLine(
        in block: ByteView, _ body: (LineFields) throws -> Void,
        malformed: (_ line: ByteView, _ offset: Int) throws -> Void
    ) rethrows -> Int {
        var position = 0
        var skipped = 0
        unsafe slotBase = nil
        while position < block.count {
            var start = position
            var end = 0
            let outcome = next(in: block, &start, &position, &end)
            if outcome == .fields {
                // SAFETY: the slots are of this line.
                try unsafe body(fields(of: block.slice(start, end)))
            } else if outcome == .skipped {
                skipped += 1
            } else {
                try malformed(block.slice(start, end), start)
            }
        }
        return skipped
    }

    /// Extracts from the line that begins at `position`, and goes to the next.
    ///
    /// - `start`: set to where the line begins, behind a hole of NUL bytes.
    /// - `end`: set to the line's end, before LF or CR LF.
    public func next(
        in block: ByteView, _ start: inout Int, _ position: inout Int, _ end: inout Int
    ) -> LineOutcome {
        let base = unsafe block.rawBuffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        start = position
        unsafe currentStart = start
        let count = block.count
        var length = count &- start
        if let found = unsafe memchr(base + start, 10, length) {
            length = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base + start)
        }
        position = start &+ length &+ 1
        if unsafe length > 0 && base[start &+ length &- 1] == 13 { length &-= 1 }
        if unsafe length > 0 && base[start] == 0 {
            let hole = FieldExtractor.holeCount(before: block.slice(start, start &+ length))
            start += hole
            length -= hole
            holeBytes += hole
            unsafe currentStart = start
        }
        end = start &+ length
        // SAFETY: the line lies within the block; behind it there are either 64 bytes, or it is copied to where they are.
        if end &+ 64 <= count { return unsafe extract(base + start, length) }
        return unsafe extractCopy(base + start, length)
    }

    /// How many NUL bytes are before a line, where they are the hole that a loss of power or a truncation left; fewer are
    /// bytes of the line.
    public static func holeCount(before line: ByteView) -> Int { unsafe TextStart.hole(in: line.rawBuffer) }

    /// Extracts from one line, given without its end.
    public func extract(_ line: ByteView) -> LineOutcome {
        unsafe currentStart = 0
        unsafe slotBase = nil
        return unsafe extractCopy(line.rawBuffer.baseAddress!.assumingMemoryBound(to: UInt8.self), line.count)
    }

    @inline(never)
    private func extractCopy(_ line: UnsafePointer<UInt8>, _ count: Int) -> LineOutcome {
        unsafe pad(UnsafeRawBufferPointer(start: line, count: count))
        return unsafe extract(padded.rawBuffer.bindMemory(to: UInt8.self).baseAddress!, count)
    }

    private func pad(_ line: UnsafeRawBufferPointer) {
        padded.removeAll()
        unsafe padded.append(line)
        for _ in 0..<8 { padded.append(integer: UInt64(0)) }
    }

    /// REQUIRES: 64 bytes behind the line are readable.
    @inline(__always)
    func extract(_ line: UnsafePointer<UInt8>, _ count: Int) -> LineOutcome {
        if count == 0 { return .skipped }
        if hasMarks, unsafe isMarked(line[0]), let outcome = unsafe outcomeOfSpecial(line, count) { return outcome }
        // Offsets are kept in 32 bits.
        if count >= Int(UInt32.max) - 128 { return .malformed }
        for index in 0..<slotCount { unsafe slots[index].form = .null }
        if kind != .steps { return unsafe scan(line, count) }
        var place = 0
        if unsafe first.run(line, count, slots, values, &place) < 0 { return .fields }
        return programs.count == 1 ? .malformed : unsafe extractOther(line, count)
    }

    @inline(never)
    private func extractOther(_ line: UnsafePointer<UInt8>, _ count: Int) -> LineOutcome {
        var place = 0
        for program in programs.dropFirst() {
            for index in 0..<slotCount { unsafe slots[index].form = .null }
            if unsafe program.run(line, count, slots, values, &place) < 0 { return .fields }
        }
        return .malformed
    }

    func extractRewritten(_ line: LineBytes, firstLine: Int?) -> LineOutcome {
        guard let rewritten else { return .malformed }
        if line.count >= Int(UInt32.max) / 2 { return .malformed }
        for index in 0..<slotCount { unsafe slots[index].form = .null }
        var base = unsafe line.base
        let outcome = unsafe rewritten.extract(line, firstLine: firstLine, slots, &base)
        unsafe slotBase = base
        return outcome
    }

    @inline(never)
    private func scan(_ line: UnsafePointer<UInt8>, _ count: Int) -> LineOutcome {
        if let json = unsafe json {
            // SAFETY: the extractor keeps its scanner.
            let isRight = unsafe json._withUnsafeGuaranteedRef {
                unsafe $0.reads(LineBytes(line, count), slots, values)
            }
            return isRight ? .fields : .malformed
        }
        if kind == .rewritten { return unsafe extractRewritten(LineBytes(line, count), firstLine: nil) }
        if let joined {
            if count >= Int(UInt32.max) / 4 { return .malformed }
            var base = unsafe line
            let outcome = unsafe joined.extract(LineBytes(line, count), slots, &base)
            unsafe slotBase = base
            return outcome
        }
        if let wrapped {
            var base = unsafe line
            let outcome = unsafe wrapped.extract(line, count, slots, &base)
            unsafe slotBase = base
            return outcome
        }
        guard let scanner else { return .malformed }
        return unsafe scanner.scan(LineBytes(line, count), slots, values) == nil ? .fields : .malformed
    }

    /// Also where a byte order mark or Excel's `sep=` may begin.
    @inline(__always)
    private func isMarked(_ byte: UInt8) -> Bool { markBits[Int(byte &>> 6)] & (1 &<< UInt64(byte & 63)) != 0 }

    private static func markBits(_ format: LogFormat) -> InlineArray<4, UInt64> {
        var bits = InlineArray<4, UInt64>(repeating: 0)
        let titles = (format.table?.preamble ?? []) + (format.header.map { [$0] } ?? [])
        let marks = [format.commentPrefix.first ?? UInt8(ascii: "#"), 0xEF, UInt8(ascii: "s")]
        for byte in marks + titles.compactMap(\.first) { bits[Int(byte >> 6)] |= 1 << UInt64(byte & 63) }
        return bits
    }

    @inline(never)
    private func outcomeOfSpecial(_ line: UnsafePointer<UInt8>, _ count: Int) -> LineOutcome? {
        var line = unsafe LineBytes(line, count)
        if line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.slice(3, count) }
        if let table = format.table {
            if let header = format.header, line.equals(header) { namesCount += 1 }
            return format.isBesideTable(line, table) ? .skipped : nil
        }
        guard !format.commentPrefix.isEmpty, line.starts(with: format.commentPrefix) else { return nil }
        // Other columns from here on: what follows must not be taken for what it is not.
        return format.declaresOtherColumns(line) ? .malformed : .skipped
    }

    /// Why `extract` calls a line malformed; nil when it does not.
    public func fault(in line: ByteView) -> LineFault? {
        let count = line.count
        if count == 0 { return nil }
        unsafe pad(line.rawBuffer)
        let base = unsafe padded.rawBuffer.bindMemory(to: UInt8.self).baseAddress!
        let bytes = unsafe LineBytes(base, count)
        if let outcome = unsafe outcomeOfSpecial(base, count) {
            return outcome == .skipped
                ? nil : LineFault(column: 1, reason: "from here on, the columns are others than at the file's start")
        }
        if count >= Int(UInt32.max) - 128 { return LineFault(column: 1, reason: "the line is longer than 4 GiB") }
        for index in 0..<slotCount { unsafe slots[index].form = .null }
        if let rewritten { return rewritten.fault(in: bytes) }
        if let joined { return joined.fault(in: bytes) }
        if let wrapped { return wrapped.fault(in: bytes) }
        if let scanner { return unsafe scanner.scan(bytes, slots, values) }
        return unsafe FaultFinder(exact: exact, slots: slots, values: values).fault(in: bytes)
    }
}

/// What became of a line.
public enum LineOutcome: Sendable {
    /// Its fields were found.
    case fields
    /// It is none of the log's records: empty, a comment, or the names of the columns.
    case skipped
    /// `FieldExtractor.fault(in:)` says why.
    case malformed
}
