import Thresh
import ThreshLogs

/// The lines that a condition holds for, as they come.
final class GrepAnswer: FollowAnswer {
    private let fields: Bool
    private let columns: [Column]?
    private let output: any FollowDisplay
    private let writer: LogRowWriter
    private var rows: [UInt8] = []
    private var row = ByteBuffer()
    private let isJSON: Bool
    private var hasPrinted = false

    init(_ mapper: LogMapper, columns: [Column]?, isJSON: Bool, _ output: any FollowDisplay) {
        fields = !mapper.plan.keys.isEmpty
        self.columns = columns
        self.output = output
        writer = LogRowWriter(plan: mapper.plan, zone: mapper.readers.context.zone)
        self.isJSON = isJSON
    }

    func reset() -> Bool { !hasPrinted }

    func begin(_ mapper: LogMapper, limits: [UInt64], _ options: JobOptions) throws -> JobResult {
        var options = options
        options.output = unsafe .stream { piece in
            unsafe self.rows.append(contentsOf: piece)
            try self.print()
            try self.output.flush()
        }
        return try LogGrepStart(question: LogGrep(mapper, isJSON: isJSON), limits: limits).run(options)
    }

    func add(_ key: ByteView, _ line: LogLine) throws {
        if fields {
            row.removeAll()
            writer.appendKey(key, isJSON: isJSON, to: &row)
            rows += [UInt8](row.view)
            rows.append(10)
        } else {
            unsafe rows.append(contentsOf: line.fields.line.rawBuffer)
            rows.append(10)
        }
        if rows.count > 1 << 18 {
            try print()
            try output.flush()
        }
    }

    var notes: [String] { [] }

    func show(_ now: FollowTime, status: @autoclosure () -> String) throws -> FollowTime? {
        try print()
        return nil
    }

    func finish(_ now: FollowTime, status: @autoclosure () -> String) throws { try print() }

    /// Whole rows; pieces from the engine may end within one.
    private func print() throws {
        guard let last = rows.lastIndex(of: 10) else { return }
        hasPrinted = true
        if let columns {
            try output.add(Array(rows[...last]), columns: columns, isWhole: false)
        } else {
            unsafe rows[...last].withUnsafeBytes { unsafe output.add(lines: $0) }
        }
        rows.removeSubrange(...last)
    }
}
