import Thresh
import ThreshLogs

/// The lines that a condition holds for, as they come.
final class GrepAnswer: FollowAnswer {
    /// Of each line; 0 for whole lines.
    private let keyCount: Int
    private let columns: [Column]?
    private let output: any FollowDisplay
    private let writer: LogRowWriter
    private var rows: [UInt8] = []
    private var row = ByteBuffer()
    private var hasPrinted = false

    init(_ mapper: LogMapper, columns: [Column]?, _ output: any FollowDisplay) {
        keyCount = mapper.plan.keys.count
        self.columns = columns
        self.output = output
        writer = LogRowWriter(zone: mapper.readers.context.zone)
    }

    func reset() -> Bool { !hasPrinted }

    func begin(_ mapper: LogMapper, limits: [UInt64], _ options: JobOptions) throws -> JobResult {
        var options = options
        options.output = unsafe .stream { piece in
            unsafe self.rows.append(contentsOf: piece)
            try self.print()
            try self.output.flush()
        }
        return try LogGrepStart(question: LogGrep(mapper, isTyped: true), limits: limits).run(options)
    }

    func add(_ key: ByteView, _ line: LogLine) throws {
        if keyCount > 0 {
            row.removeAll()
            writer.append(key: key, count: keyCount, to: &row)
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

extension LineSearch {
    /// Goes on with lines that are appended.
    package func follow(_ settings: FollowSettings, _ display: any FollowDisplay) throws {
        let answer = GrepAnswer(mapper, columns: columns, display)
        try Follower(answer, mapper, settings, display).run()
    }
}
