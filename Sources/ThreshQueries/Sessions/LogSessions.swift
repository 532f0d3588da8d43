import Thresh
import ThreshLogs

/// Divides the lines of each key into sessions, and writes a row for each: a secondary sort, with the key to group by and
/// the time to be in order of. A key may have more lines than fit in memory.
struct LogSessions: GroupingJob, LogJob {
    private let plan: SessionPlan
    var mapper: LogMapper
    private let writer: SessionWriter
    private let having: Expression?
    private let sort: LogQuery.Order
    private var selection: LogSelection?
    private let fragments: FragmentTable
    private let page = ScratchBytes()
    private let session = Session()
    /// By ranges of keys where they are read as they come: so rows are in the order of the keys.
    let order: KeyOrder

    /// - Parameters:
    ///   - having: only sessions for which this holds.
    ///   - sort: what ranks are made of.
    init(
        _ plan: SessionPlan, _ form: SessionWriter.Form, having: Expression?, sort: LogQuery.Order,
        _ input: LogInput, isTyped: Bool
    ) {
        self.plan = plan
        self.having = having
        self.sort = sort
        mapper = LogMapper(plan: plan.lines, input)
        writer = SessionWriter(form, plan, zone: input.context.zone, isTyped: isTyped)
        fragments = FragmentTable(gap: plan.gap)
        order = form == .row ? .total : .withinParts
    }

    var columns: [Column]? { nil }
    var readers: LogReaders { mapper.readers }
    mutating func prepare(files: [JobInput]) throws {
        try mapper.readers.prepare(files)
        if having == nil && sort.isEmpty { return }
        selection = try plan.selection(having, sort, mapper.readers, mapper.readers.rowContext)
    }

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {}

    mutating func map(_ block: RecordBlock, into output: inout Grouped<Bytes, Bytes>) throws {
        let (time, page, volume) = (plan.time, plan.page, plan.volume)
        let (fragments, buffer) = (self.fragments, self.page)
        let counts = try mapper.map(block) { key, fields, reader in
            let line = LogLine(fields, reader)
            unsafe buffer.bytes.removeAll()
            unsafe LogKey.append(line.value(page), as: line.type(page), isLast: true, to: &buffer.bytes)
            fragments.add(
                key, time: line.time(time)!.ticks,
                place: LinePlace(file: block.file, offset: reader.lineOffset),
                volume: line.value(volume).integer, page: unsafe ByteView(buffer.bytes.rawBuffer)
            ) { output.emit($0, $1) }
        }
        output.add(counts)
    }

    mutating func endTask(into output: inout Grouped<Bytes, Bytes>) { fragments.flush { output.emit($0, $1) } }

    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        let session = self.session
        var isFirst = true
        var hasBegun = false
        while let bytes = try values.nextBytes() {
            let fragment = SessionFragment(decoding: bytes)
            if hasBegun && session.reaches(fragment, gap: plan.gap) {
                session.extend(fragment)
                continue
            }
            if hasBegun { try finish(key, &isFirst, &part) }
            hasBegun = true
            session.begin(fragment)
        }
        if hasBegun { try finish(key, &isFirst, &part) }
    }

    private func finish(_ key: ByteView, _ isFirst: inout Bool, _ part: inout PartWriter) throws(ThreshError) {
        if let selection {
            let keyCount = plan.keyCount
            let usesKey = selection.columns.contains { $0 < keyCount }
            let keys = usesKey ? LogKey.values(of: key, count: keyCount) : []
            if try !selection.accepts({ plan.value($0, keys, session) }) { return }
        }
        try writer.write(key, session, isFirst: isFirst, selection, to: &part)
        isFirst = false
    }
}
