public import Thresh
import ThreshLogs

/// A row of an answer: its values by the names of columns, or by their places.
public struct QueryRow: Sendable {
    private let names: QueryColumns
    public let values: [LogValue]

    init(_ columns: QueryColumns, _ values: [LogValue]) {
        names = columns
        self.values = zip(values, columns.meanings).map { value, meaning in meaning.value(value) }
    }

    public var columns: [Column] { names.columns }

    public subscript(index: Int) -> LogValue { values[index] }

    /// REQUIRES: there is a column of that name: an expression as it was written, or what it was named with `as`.
    public subscript(name: String) -> LogValue {
        guard let index = names.columns.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("the answer has no column '\(name)'")
        }
        return values[index]
    }
}

/// The rows of an answer.
public struct QueryAnswer: RandomAccessCollection, Sendable {
    private let rows: [QueryRow]
    /// What became of the lines.
    public let summary: QuerySummary

    init(rows: [QueryRow], summary: QuerySummary) {
        self.rows = rows
        self.summary = summary
    }

    public var columns: [Column] { summary.columns }
    public var startIndex: Int { 0 }
    public var endIndex: Int { rows.count }
    public subscript(index: Int) -> QueryRow { rows[index] }
}

/// What became of the lines that a question was about: those that were read were used, filtered out, rejected or skipped.
public struct QuerySummary: Sendable {
    public let columns: [Column]
    public let linesRead: Int
    public let linesUsed: Int
    public let linesFiltered: Int
    /// Lines that fit no format.
    public let linesRejected: Int
    /// Empty lines, comments, headers.
    public let linesSkipped: Int
    /// The first rejected lines, with their places.
    public let rejects: [String]
    /// What a person should know of the files and of the answer.
    public let notes: [String]

    init(columns: [Column], _ outcome: LogOutcome) {
        self.columns = columns
        let report = outcome.report
        linesRead = report.read
        linesUsed = report.kept
        linesFiltered = report.filtered
        linesRejected = report.rejected
        linesSkipped = report.skipped
        rejects = report.examples
        notes = outcome.notes + report.notes
    }
}

/// The columns of an answer, and what the values in them stand for.
struct QueryColumns: Sendable {
    let columns: [Column]
    let meanings: [Meaning]

    enum Meaning: Sendable {
        case itself, bytes, duration, address

        func value(_ value: LogValue) -> LogValue {
            switch (self, value) {
            case (.bytes, .integer(let count)): .bytes(count)
            case (.duration, _): value.double.map { .duration($0) } ?? value
            case (.address, .text(let text)): .address(text)
            default: value
            }
        }
    }

    init(_ columns: [Column], _ meanings: [Meaning]) {
        self.columns = columns
        self.meanings = meanings
    }

    /// - Parameter typed: the columns as they are written.
    init(_ plan: LogPlan, _ readers: LogReaders, _ typed: [Column]) {
        columns = typed.map { Column($0.name, $0.kind, unit: $0.unit, isJSON: $0.isJSON) }
        let keys = plan.keys.indices.map { QueryColumns.meaning(of: plan.firstKey + $0, readers) }
        meanings =
            keys
            + plan.figures.map { figure in
                guard let output = figure.output.map({ plan.outputs[$0] }) else { return .itself }
                guard let argument = plan.states[output.state].argument else { return .itself }
                switch output.function {
                case .sum, .mean, .min, .max, .quantile, .standardDeviation, .first, .last:
                    return QueryColumns.meaning(of: argument, readers)
                default: return .itself
                }
            }
    }

    private static func meaning(of expression: Int, _ readers: LogReaders) -> Meaning {
        if readers.type(expression) == .duration { return .duration }
        switch readers.fieldType(expression) {
        case .bytes: return .bytes
        case .ip: return .address
        default: return .itself
        }
    }
}
