import Thresh
import ThreshLogs

/// What is said of values that could not be converted, and of names that no line has.
package struct ConversionReport {
    /// What a person should know.
    package private(set) var notes: [String] = []
    /// Why there is no answer, if there is none.
    package private(set) var refusal: String?
    /// The first note of values that could not be converted.
    private var failure: String?

    init(_ result: JobResult, _ readers: LogReaders) {
        var told: [(labels: [String], rest: String)] = []
        func tell(_ label: String, _ rest: String) {
            if let index = told.firstIndex(where: { $0.rest == rest }) {
                told[index].labels.append(label)
            } else {
                told.append(([label], rest))
            }
        }
        for (index, conversion) in readers.conversions.enumerated() {
            let kinds = ConversionCounts.kinds(index)
            let (values, failures, marks) = (
                result.notes[kinds.values].count, result.notes[kinds.failures].count, result.notes[kinds.marks].count
            )
            let isWhole = failures > 0 && failures == values - marks
            if failures > 0, !(conversion.keepsOthers && isWhole) {
                let first = ConversionReport.place(of: kinds.failures, result)
                let rest = "\(failures) of \(values) values \(conversion.complaint(failures)), the first \(first)"
                tell(conversion.label, rest)
                failure = failure ?? "\(conversion.label): \(rest)"
                if isWhole {
                    let none = "none of \(values) values \(conversion.demand), the first is \(first)"
                    refusal = refusal ?? "\(conversion.label): \(none)"
                }
            }
            if marks > 0 {
                let first = ConversionReport.place(of: kinds.marks, result)
                let say = marks == 1 ? "says" : "say"
                tell(conversion.label, "\(marks) of \(values) values \(say) that there is none, the first \(first)")
            }
        }
        notes = told.map { "\($0.labels.joined(separator: ", ")): \($0.rest)" }
        addNames(result, readers)
    }

    private mutating func addNames(_ result: JobResult, _ readers: LogReaders) {
        for (index, name) in readers.soughtNames.enumerated() {
            let isThere = result.notes[ConversionCounts.kind(ofName: index)].count > 0
            if isThere || result.counters.inputRecords == 0 { continue }
            let near = Suggestion.nearest(name, readers.fieldNames).map { "; did you mean '\($0)'?" } ?? ""
            let note = "no line has '\(name)'\(near)"
            if readers.plan.needsName(name) { refusal = refusal ?? note } else { notes.append(note) }
        }
    }

    /// The first value of a kind, and where it is: `'x' at app.csv:12`.
    private static func place(of kind: NoteKind, _ result: JobResult) -> String {
        guard let note = result.notes[kind].examples.first, let example = result.examples(of: kind).first else {
            return "unknown"
        }
        let place = example.dropLast(":\(note.column): \(note.text)".count)
        return "'\(VisibleText.of(note.text.utf8))' at \(place)"
    }

    /// Throws where there is no answer, or where each value must be what is wanted.
    package func check(isStrict: Bool) throws {
        if isStrict, let failure { throw ThreshError(.badData, "\(failure); --strict allows none") }
        if let refusal { throw ThreshError(.usage, refusal) }
    }
}

extension Conversion {
    fileprivate func complaint(_ count: Int) -> String {
        switch wanted {
        case .boolean: count == 1 ? "is neither true nor false" : "are neither true nor false"
        case .time: count == 1 ? "is no time" : "are no times"
        default: count == 1 ? "is no number" : "are no numbers"
        }
    }

    fileprivate var demand: String {
        switch wanted {
        case .boolean: "is true or false"
        case .time: "is a time"
        default: "is a number"
        }
    }
}
