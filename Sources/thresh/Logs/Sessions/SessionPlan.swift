import Thresh
import ThreshLogs

/// What a question about sessions computes for each line, and the columns of a session.
struct SessionPlan {
    let lines: LogPlan
    /// The longest time, in nanoseconds, between two lines of a session.
    let gap: Int64

    /// - Parameter page: what the entry and the exit are the first and the last value of; nil: the path, where the
    ///   format has one.
    init(filter: Expression?, by: String, gap: Int64, page: String?) throws(ThreshError) {
        let volume = try LogQuery.expression("bytes")
        let keys = try LogQuery.list(by)
        if let page {
            lines = try LogPlan(filter: filter, by: keys, values: [try LogQuery.expression(page)], usual: [volume])
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

    /// Numbers are numbers in JSON; the types of keys and pages are not known before the formats are.
    func columns(_ format: OutputFormat?) -> [Column] {
        let kind: Column.Kind = format == .json || format == .ndjson ? .number : .text
        return lines.keys.map { Column($0.name, kind) }
            + Field.allCases.map { field in
                switch field {
                case .start, .end: Column("\(field)")
                case .duration: Column("\(field)", .number)
                case .lines, .bytes: Column("\(field)", .integer)
                case .entry, .exit: Column("\(field)", kind)
                }
            }
    }
}
