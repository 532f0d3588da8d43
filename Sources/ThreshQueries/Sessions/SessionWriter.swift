import Thresh
import ThreshLogs

/// Writes a session as a row, as somebody reads it or as the next job does.
struct SessionWriter {
    enum Form {
        /// The columns of `SessionPlan`.
        case row
        /// Its rank, encoded, then those columns.
        case ranked
        /// What `SessionSummary` reads.
        case facts
    }

    let form: Form
    let plan: SessionPlan
    let cells: LogRowWriter
    private let rank = ScratchBytes()

    init(_ form: Form, _ plan: SessionPlan, zone: TimeZoneRules, isTyped: Bool) {
        self.form = form
        self.plan = plan
        cells = LogRowWriter(zone: zone, isTyped: isTyped)
    }

    /// - Parameter isFirst: whether it is the first one of its key.
    func write(
        _ key: ByteView, _ session: Session, isFirst: Bool, _ selection: LogSelection?, to part: inout PartWriter
    ) throws(ThreshError) {
        switch form {
        case .facts:
            part.write(session.duration)
            part.tab()
            part.write(session.lines)
            part.tab()
            part.write(isFirst ? 1 : 0)
            part.tab()
            part.writeCell(session.entry)
            part.tab()
            part.writeCell(session.exit)
            return part.endRow()
        case .ranked:
            unsafe rank.bytes.removeAll()
            try unsafe selection?.appendOrder(to: &rank.bytes)
            // Those that are equal in it are in the order of keys and times.
            unsafe rank.bytes.append(ordered: key)
            unsafe session.start.encodePart(into: &rank.bytes)
            unsafe part.writeCell(ByteView(rank.bytes.rawBuffer))
            part.tab()
        case .row: break
        }
        let keys = LogKey.values(of: key, count: plan.keyCount)
        cells.write(plan.columnNames.indices.map { plan.value($0, keys, session) }, to: &part)
        part.endRow()
    }
}
