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
    /// Whether keys and pages are written as values of JSON.
    private let isJSON: Bool
    private let rank = ScratchBytes()

    init(_ form: Form, _ plan: SessionPlan, zone: TimeZoneRules, isJSON: Bool) {
        self.isJSON = isJSON
        self.form = form
        self.plan = plan
        cells = LogRowWriter(plan: plan.lines, zone: zone)
    }

    /// - Parameter isFirst: whether it is the first one of its key.
    func write(
        _ key: ByteView, _ session: Session, isFirst: Bool, _ choice: SessionChoice?, to part: inout PartWriter
    ) {
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
            unsafe choice?.appendRank(of: key, session, to: &rank.bytes)
            unsafe part.writeCell(ByteView(rank.bytes.rawBuffer))
            part.tab()
        case .row: break
        }
        cells.writeCells(of: key, count: plan.lines.keys.count, isJSON: isJSON, to: &part)
        part.tab()
        part.write(Timestamp(nanoseconds: session.start).text(in: cells.zone))
        part.tab()
        part.write(Timestamp(nanoseconds: session.end).text(in: cells.zone))
        part.tab()
        part.write(LengthOfTime.text(session.duration))
        part.tab()
        part.write(session.lines)
        part.tab()
        if let volume = session.volume { part.write(volume) }
        part.tab()
        cells.writeCells(of: session.entry, count: 1, isJSON: isJSON, to: &part)
        part.tab()
        cells.writeCells(of: session.exit, count: 1, isJSON: isJSON, to: &part)
        part.endRow()
    }
}
