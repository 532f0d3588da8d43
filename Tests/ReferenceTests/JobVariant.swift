import TestSupport
import Testing

/// A job with its arguments, the data that it gets, and what the oracle says.
struct JobVariant: Sendable, CustomTestStringConvertible {
    enum Shape {
        /// Rows in the order of their keys within each part.
        case keyed
        /// One order over all parts.
        case ordered
        /// Lines in the order of the input, in one part.
        case filtered
        /// One part with the best rows.
        case top
    }

    enum DataKind { case wild, words, table }

    let arguments: [String]
    let shape: Shape
    let data: DataKind
    let expected: @Sendable ([NamedInput]) -> [Bytes]

    var testDescription: String { arguments.joined(separator: " ") }

    func commandLine(_ options: [String], inputs: [String]) -> [String] { ["run"] + arguments + options + inputs }

    func content(byteCount: Int) -> Bytes {
        var data = TestData(seed: UInt64(byteCount))
        return switch self.data {
        case .wild: data.wildText(byteCount: byteCount)
        case .words: data.words(byteCount: byteCount)
        case .table: data.table(byteCount: byteCount, separator: arguments.contains(",") ? UInt8(ascii: ",") : 32)
        }
    }

    static let all: [JobVariant] = wordCounts + counts + sorts + greps + [index]

    private static let wordCounts: [JobVariant] = [
        JobVariant(arguments: ["wordcount"], shape: .keyed, data: .wild) {
            Oracle.wordCounts($0, ignoreCase: false)
        },
        JobVariant(arguments: ["wordcount", "--ignore-case"], shape: .keyed, data: .words) {
            Oracle.wordCounts($0, ignoreCase: true)
        },
        JobVariant(arguments: ["wordcount", "--top", "25"], shape: .top, data: .wild) {
            Oracle.top(25, of: Oracle.wordCounts($0, ignoreCase: false))
        },
        JobVariant(arguments: ["wordcount", "--top", "100000", "--ignore-case"], shape: .top, data: .wild) {
            Oracle.top(100_000, of: Oracle.wordCounts($0, ignoreCase: true))
        },
    ]

    private static let counts: [JobVariant] = [
        JobVariant(arguments: ["count", "--field", "2"], shape: .keyed, data: .wild) {
            Oracle.fieldCounts($0, field: 2, separator: nil)
        },
        JobVariant(arguments: ["count", "--field", "3", "--separator", ","], shape: .keyed, data: .table) {
            Oracle.fieldCounts($0, field: 3, separator: UInt8(ascii: ","))
        },
        JobVariant(arguments: ["count", "--field", "1", "--separator", "\\t"], shape: .keyed, data: .wild) {
            Oracle.fieldCounts($0, field: 1, separator: 9)
        },
        JobVariant(arguments: ["count", "--field", "1", "--top", "7"], shape: .top, data: .table) {
            Oracle.top(7, of: Oracle.fieldCounts($0, field: 1, separator: nil))
        },
    ]

    private static let index = JobVariant(arguments: ["index"], shape: .keyed, data: .wild) { Oracle.index($0) }

    private static let sorts: [JobVariant] = [
        sort(data: .wild) { _ in },
        sort("--reverse", data: .wild) { $0.isReversed = true },
        sort("--unique", data: .wild) { $0.isUnique = true },
        sort("--reverse", "--unique", data: .words) { ($0.isReversed, $0.isUnique) = (true, true) },
        sort("--key", "2", data: .wild) { $0.key = 2 },
        sort("--key", "2", "--separator", ",", "--reverse", data: .table) {
            ($0.key, $0.separator, $0.isReversed) = (2, UInt8(ascii: ","), true)
        },
        sort("--numeric", data: .table) { $0.isNumeric = true },
        sort("--key", "1", "--numeric", "--unique", data: .table) {
            ($0.key, $0.isNumeric, $0.isUnique) = (1, true, true)
        },
        sort("--key", "3", "--separator", ",", "--numeric", "--reverse", data: .table) {
            ($0.key, $0.separator, $0.isNumeric, $0.isReversed) = (3, UInt8(ascii: ","), true, true)
        },
        sort("--key", "1", "--unique", "--reverse", data: .wild) {
            ($0.key, $0.isUnique, $0.isReversed) = (1, true, true)
        },
    ]

    private static func sort(
        _ arguments: String..., data: DataKind, _ change: (inout Oracle.SortRule) -> Void
    ) -> JobVariant {
        var rule = Oracle.SortRule()
        change(&rule)
        return JobVariant(arguments: ["sort"] + arguments, shape: .ordered, data: data) { [rule] in
            Oracle.sorted($0, by: rule)
        }
    }

    private static let greps: [JobVariant] = [
        JobVariant(arguments: ["grep", "ab"], shape: .filtered, data: .wild) {
            Oracle.matching($0) { Oracle.contains($0, "ab") }
        },
        JobVariant(arguments: ["grep", "--invert-match", "[ae]"], shape: .filtered, data: .wild) {
            Oracle.matching($0) { !Oracle.contains($0, "a") && !Oracle.contains($0, "e") }
        },
        JobVariant(arguments: ["grep", "--ignore-case", "^b"], shape: .filtered, data: .words) {
            Oracle.matching($0) { $0.first == UInt8(ascii: "b") || $0.first == UInt8(ascii: "B") }
        },
        JobVariant(arguments: ["grep", "--fixed-strings", "\\"], shape: .filtered, data: .wild) {
            Oracle.matching($0) { Oracle.contains($0, "\\") }
        },
        JobVariant(arguments: ["grep", "--fixed-strings", "--ignore-case", "Ab"], shape: .filtered, data: .wild) {
            Oracle.matching($0) { Oracle.contains($0, "ab", ignoreCase: true) }
        },
        JobVariant(arguments: ["grep", "--count", "a$"], shape: .keyed, data: .wild) {
            Oracle.matchCounts($0) { $0.last == UInt8(ascii: "a") }
        },
        JobVariant(arguments: ["grep", "--count", "--invert-match", "a"], shape: .keyed, data: .wild) {
            Oracle.matchCounts($0) { !Oracle.contains($0, "a") }
        },
        JobVariant(arguments: ["grep", "^$"], shape: .filtered, data: .wild) {
            Oracle.matching($0) { $0.isEmpty }
        },
    ]
}
