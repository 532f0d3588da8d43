package import Thresh
package import ThreshLogs

/// What a question about sessions computes for each line, and the columns of a session.
package struct SessionPlan {
    let lines: LogPlan
    /// The longest time, in nanoseconds, between two lines of a session.
    let gap: Int64

    /// - Parameter page: what the entry and the exit are the first and the last value of; nil: the path, where the
    ///   format has one.
    package init(filter: Expression?, by: String, gap: Int64, page: String?) throws(ThreshError) {
        let volume = try QueryText.expression("bytes")
        let keys = try QueryText.list(by)
        if let page {
            lines = try LogPlan(filter: filter, by: keys, values: [try QueryText.expression(page)], usual: [volume])
        } else {
            lines = try LogPlan(filter: filter, by: keys, values: [], usual: [try UsualPage.expression(), volume])
        }
        self.gap = gap
    }

    var time: Int { lines.timeExpression! }
    var page: Int { lines.values[0] }
    var volume: Int { lines.values[1] }

    /// Of a session, behind the columns of its key.
    enum Field: Int, CaseIterable {
        case start, end, duration, lines, bytes, entry, exit
    }

    package var keyCount: Int { lines.keys.count }

    /// Which columns' values may be added up over sessions.
    package var additiveColumns: [Int] { [Field.duration, .lines, .bytes].map { keyCount + $0.rawValue } }

    var columnNames: [String] { lines.keys.map(\.name) + Field.allCases.map { "\($0)" } }

    /// - Parameter readers: nil before the formats are known.
    func types(_ readers: LogReaders?) -> [ExpressionType] {
        let keys = lines.keys.indices.map { readers?.type(lines.firstKey + $0) ?? .any }
        let pages = readers?.type(page) ?? .any
        return keys
            + Field.allCases.map { field in
                switch field {
                case .start, .end: .time
                case .duration, .lines, .bytes: .number
                case .entry, .exit: pages
                }
            }
    }

    /// Which sessions are wanted, and in which order.
    ///
    /// - Parameter readers: nil to see whether the expressions are right before any file is read.
    func selection(
        _ having: Expression?, _ order: LogQuery.Order, _ readers: LogReaders?, _ context: ExpressionContext
    ) throws(ThreshError) -> LogSelection {
        try LogSelection(
            having: having, order: order, columns: Array(zip(columnNames, types(readers))), context: context)
    }

    /// What a session has in a column.
    ///
    /// - Parameter keys: the values of its key.
    func value(_ column: Int, _ keys: [LogValue], _ session: Session) -> LogValue {
        if column < keyCount { return keys[column] }
        switch Field(rawValue: column - keyCount)! {
        case .start: return .time(Timestamp(ticks: session.start))
        case .end: return .time(Timestamp(ticks: session.end))
        case .duration: return .decimal(Bytes(Array(LengthOfTime.text(session.duration).utf8)))
        case .lines: return .integer(session.lines)
        case .bytes: return session.volume.map { .integer($0) } ?? .none
        case .entry: return LogKey.values(of: session.entry, count: 1)[0]
        case .exit: return LogKey.values(of: session.exit, count: 1)[0]
        }
    }

    /// - Parameters:
    ///   - readers: nil before the formats are known; then keys and pages are texts.
    ///   - isTyped: whether cells begin with the letter of their kind.
    func columns(_ readers: LogReaders?, isTyped: Bool) -> [Column] {
        let names = columnNames
        return zip(names, types(readers)).enumerated().map { index, column in
            let field = Field(rawValue: index - lines.keys.count)
            switch field {
            case .start, .end: return Column(column.0, isTyped: isTyped)
            case .duration: return Column(column.0, .number, isTyped: isTyped)
            case .lines, .bytes: return Column(column.0, .integer, isTyped: isTyped)
            case .entry, .exit, nil:
                return Column(column.0, readers == nil ? .text : LogPlan.kind(column.1), isTyped: isTyped)
            }
        }
    }
}
