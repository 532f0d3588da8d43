import Thresh
import ThreshLogs

/// What became, in some lines, of values that are used as what they need not be; and which names lines have that the first
/// lines did not have.
///
/// Conversions and names are numbered over the formats of all files. So many are counted apart; what is left has the last
/// number.
struct ConversionCounts {
    struct Entry {
        var tally = Conversion.Tally()
        var failure: RecordNote?
        var mark: RecordNote?
    }

    private(set) var entries: [Int: Entry] = [:]
    private(set) var names: Set<Int> = []

    static let most = 14

    /// Of a kind of note for each number: values, values that cannot be converted, marks of no value.
    static func kinds(_ index: Int) -> (values: NoteKind, failures: NoteKind, marks: NoteKind) {
        (
            NoteKind("values of conversion \(index)"), NoteKind("failures of conversion \(index)"),
            NoteKind("marks in conversion \(index)")
        )
    }

    /// The same of a number in the selection of groups; what is left has the last one, which `label(ofSelection:_:)` says.
    static func kinds(ofSelection index: Int) -> (values: NoteKind, failures: NoteKind, marks: NoteKind) {
        kinds(most + min(index, mostOfSelection - 1))
    }

    static let mostOfSelection = 10

    /// What a conversion in the selection of groups is called, of which there are `count`.
    static func label(ofSelection conversion: Conversion, _ index: Int, of count: Int) -> String {
        count > mostOfSelection && index >= mostOfSelection - 1 ? otherExpressions : conversion.label
    }

    static let otherExpressions = "other expressions"

    static func kind(ofName index: Int) -> NoteKind { NoteKind("lines with name \(index)") }

    mutating func add(_ tally: Conversion.Tally, _ index: Int) {
        if tally.values == 0 { return }
        entries[index, default: Entry()].tally.values += tally.values
        entries[index, default: Entry()].tally.failures += tally.failures
        entries[index, default: Entry()].tally.marks += tally.marks
    }

    mutating func add(_ example: RecordNote, _ kind: Conversion.Kind, _ index: Int) {
        switch kind {
        case .failure: entries[index, default: Entry()].failure = entries[index]?.failure ?? example
        case .mark: entries[index, default: Entry()].mark = entries[index]?.mark ?? example
        }
    }

    mutating func add(name index: Int) { names.insert(index) }
}

extension CountingOutput where Self: ~Copyable {
    func add(_ counts: ConversionCounts, names: (Int) -> NoteKind = ConversionCounts.kind(ofName:)) {
        for (index, entry) in counts.entries {
            let kinds = ConversionCounts.kinds(index)
            note(kinds.values, count: entry.tally.values)
            note(kinds.failures, count: entry.tally.failures, examples: entry.failure.map { [$0] } ?? [])
            note(kinds.marks, count: entry.tally.marks, examples: entry.mark.map { [$0] } ?? [])
        }
        for name in counts.names { note(names(name), count: 1) }
    }
}

extension LogReader {
    /// Before the lines of a block, of which the first examples are wanted.
    @inline(__always)
    func beginConversions() { if !conversionNumbers.isEmpty { program.seekExamples() } }

    /// Takes the examples that the line at hand has.
    @inline(never)
    func noteExamples(_ file: Int, _ offset: UInt64, _ counts: inout ConversionCounts) {
        if !program.hasExamples { return }
        program.takeExamples { site, kind, text in
            let shown = String(text.slice(0, min(text.count, 60)))
            counts.add(RecordNote(file: file, offset: offset, column: 1, text: shown), kind, conversionNumbers[site])
        }
    }

    func endConversions(_ counts: inout ConversionCounts) {
        if conversionNumbers.isEmpty { return }
        for (number, tally) in zip(conversionNumbers, program.takeTallies()) { counts.add(tally, number) }
    }

    /// Looks for names that no line had yet.
    @inline(never)
    func noteNames(in fields: LineFields, _ counts: inout ConversionCounts) {
        for (field, number) in soughtNames where !fields[field].isNull { counts.add(name: number) }
        soughtNames.removeAll { !fields[$0.field].isNull }
    }
}

extension [Conversion] {
    /// The number of a conversion, which is added where it is none of these; where there is no room, the last stands for others.
    mutating func number(of conversion: Conversion) -> Int {
        if let known = firstIndex(where: { $0.isSame(as: conversion) }) { return known }
        if count == ConversionCounts.most {
            self[count - 1].label = ConversionCounts.otherExpressions
        } else {
            append(conversion)
        }
        return count - 1
    }
}
