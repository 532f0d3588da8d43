import Platform
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

    /// - Parameters:
    ///   - group: what the counters of lines belong to.
    ///   - names: what is noted of a name that a line has, by its number.
    init(
        _ result: JobResult, _ readers: LogReaders, _ selections: [LogSelection] = [], group: String = "lines",
        names: (Int) -> NoteKind = ConversionCounts.kind(ofName:)
    ) {
        var told = ToldConversions()
        for (index, conversion) in readers.conversions.enumerated() {
            let kinds = ConversionCounts.kinds(index)
            let (values, failures, marks) = (
                result.notes[kinds.values], result.notes[kinds.failures], result.notes[kinds.marks]
            )
            add(
                conversion, Counts(values: values.count, failures: failures.count, marks: marks.count),
                failure: failures.count > 0 ? ConversionReport.place(of: kinds.failures, result) : "",
                mark: marks.count > 0 ? ConversionReport.place(of: kinds.marks, result) : "", &told)
        }
        for selection in selections { add(selection, result, &told) }
        notes = told.notes
        addUnsure(result)
        addLoose(result)
        addCut(result)
        addNames(result, readers, LineReport(result, group: group, showsExamples: false), names)
    }

    private struct Counts {
        var values: Int
        var failures: Int
        var marks: Int
    }

    /// What groups have where their selection wants something else.
    private mutating func add(_ selection: LogSelection, _ result: JobResult, _ told: inout ToldConversions) {
        var seen: Set<NoteKind> = []
        for (index, each) in selection.conversions.enumerated() {
            var conversion = each
            conversion.label = ConversionCounts.label(ofSelection: each, index, of: selection.conversions.count)
            let kinds = ConversionCounts.kinds(ofSelection: index)
            // What reducers noted, and the driver found in the one row that it has.
            let tally = selection.tally(index)
            let isNew = seen.insert(kinds.values).inserted
            func count(_ kind: NoteKind) -> Int { isNew ? result.notes[kind].count : 0 }
            func first(_ kind: NoteKind, _ example: Conversion.Kind) -> String {
                let text = result.notes[kind].examples.first?.text ?? selection.example(index, example) ?? ""
                return "'\(VisibleText.of(text))'"
            }
            add(
                conversion,
                Counts(
                    values: count(kinds.values) + tally.values, failures: count(kinds.failures) + tally.failures,
                    marks: count(kinds.marks) + tally.marks),
                failure: first(kinds.failures, .failure), mark: first(kinds.marks, .mark), &told)
        }
    }

    /// - Parameters:
    ///   - failure: the first value that could not be converted.
    ///   - mark: the first mark of no value.
    private mutating func add(
        _ conversion: Conversion, _ counts: Counts, failure first: String, mark: String, _ told: inout ToldConversions
    ) {
        let (values, failures, marks) = (counts.values, counts.failures, counts.marks)
        if conversion.wanted == .text {
            let verb = failures == 1 ? "begins" : "begin"
            let rest = "\(failures) of \(values) values \(verb) with a number, the first \(first)"
            if failures > 0 { told.tell(conversion.label, "ordered as texts, though \(rest)") }
            return
        }
        let isWhole = failures > 0 && failures == values - marks
        if failures > 0, !(conversion.keepsOthers && isWhole) {
            let rest = "\(failures) of \(values) values \(conversion.complaint(failures)), the first \(first)"
            told.tell(conversion.label, rest)
            failure = failure ?? "\(conversion.label): \(rest)"
            if isWhole {
                let none = "none of \(values) values \(conversion.demand), the first is \(first)"
                refusal = refusal ?? "\(conversion.label): \(none)"
            }
        }
        if marks > 0 {
            let say = marks == 1 ? "says" : "say"
            told.tell(conversion.label, "\(marks) of \(values) values \(say) that there is none, the first \(mark)")
        }
    }

    /// Records of several lines that were written at once.
    private mutating func addUnsure(_ result: JobResult) {
        let unsure = result.notes[.unsure]
        guard unsure.count > 0, let example = unsure.examples.first else { return }
        let records = unsure.count == 1 ? "1 record has" : "\(HumanUnits.count(UInt64(unsure.count))) records have"
        let note = """
            \(records) no line or several that begin with '\(example.text.trimmingBlanks)', as where several were written at \
            once: how they ended is not known, the first is at \(ConversionReport.firstLine(of: .unsure, result))
            """
        notes.append(note)
        failure = failure ?? note
    }

    /// Lines of containers that are counted, and are the further lines of records.
    private mutating func addLoose(_ result: JobResult) {
        let count = result.notes[.loose].count
        if count == 0 { return }
        let lines =
            count == 1
            ? "1 line is used as a record, though its message begins as a further line of one does"
            : "\(HumanUnits.count(UInt64(count))) lines are used as records, though their messages begin as further lines of one do"
        let note = """
            \(lines): none such was seen where the format was found; the first is at \
            \(ConversionReport.firstLine(of: .loose, result))
            """
        notes.append(note)
        failure = failure ?? note
    }

    /// Documents that nothing closes.
    private mutating func addCut(_ result: JobResult) {
        let count = result.notes[.cut].count
        if count == 0 { return }
        let ends = count == 1 ? "the end of a JSON document is" : "the ends of \(count) JSON documents are"
        let first = count == 1 ? "it" : "the first"
        let note = """
            \(ends) missing: \(first) stops in \(ConversionReport.firstLine(of: .cut, result)) with brackets open; the answer \
            holds what is there
            """
        notes.append(note)
        failure = failure ?? note
    }

    /// Where the first of some notes is: `app.log:12`.
    private static func firstLine(of kind: NoteKind, _ result: JobResult) -> String {
        guard let note = result.notes[kind].examples.first, let example = result.examples(of: kind).first else {
            return "unknown"
        }
        return String(example.dropLast(":\(note.column): \(note.text)".count))
    }

    private mutating func addNames(
        _ result: JobResult, _ readers: LogReaders, _ report: LineReport, _ kind: (Int) -> NoteKind
    ) {
        // The row of a table's names alone is no line that lacks one.
        let hasNoRows = report.read == report.skipped
        for (index, sought) in readers.soughtNames.enumerated() {
            let (name, count) = (sought.name, result.notes[kind(index)].count)
            if sought.isCalled, count > 0 {
                refusal = refusal ?? "\(SoughtName.clash(name)) in some lines"
            }
            if sought.isCalled || count > 0 || hasNoRows { continue }
            let names = readers.fieldNames
            let near =
                (names.contains(name) ? nil : Suggestion.nearest(name, names)).map { "; did you mean '\($0)'?" } ?? ""
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
        return "'\(VisibleText.of(note.text))' at \(place)"
    }

    /// Throws where there is no answer, or where each value must be what is wanted.
    package func check(isStrict: Bool) throws {
        if isStrict, let failure { throw ThreshError(.badData, "\(failure); --strict allows none") }
        if let refusal { throw ThreshError(.usage, refusal) }
    }
}

extension String {
    fileprivate var trimmingBlanks: Substring { prefix { $0 != " " } }
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

/// What is told, once for all expressions of which it is the same.
private struct ToldConversions {
    private var told: [(labels: [String], rest: String)] = []

    mutating func tell(_ label: String, _ rest: String) {
        guard let index = told.firstIndex(where: { $0.rest == rest }) else { return told.append(([label], rest)) }
        if !told[index].labels.contains(label) { told[index].labels.append(label) }
    }

    var notes: [String] { told.map { "\($0.labels.joined(separator: ", ")): \($0.rest)" } }
}
