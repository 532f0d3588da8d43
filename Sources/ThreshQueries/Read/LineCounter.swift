import Thresh

extension NoteKind {
    /// Records of which it is not known how they ended.
    static let unsure: NoteKind = "records without an end of their own"
    /// Lines that are counted as records, and seem to belong to others.
    static let loose: NoteKind = "lines that seem to belong to records before them"
    /// Documents whose brackets are not all closed.
    static let cut: NoteKind = "documents without their end"
}

extension CountingOutput where Self: ~Copyable {
    /// Counts what became of lines, for `LineReport`.
    ///
    /// - Parameters:
    ///   - group: what the counters belong to, where lines of two kinds are told apart.
    ///   - names: what is noted of a name that a line has, by its number.
    func add(
        _ counts: LogMapper.Counts, group: StaticString = "lines",
        names: (Int) -> NoteKind = ConversionCounts.kind(ofName:)
    ) {
        count("kept", group: group, by: counts.kept)
        count("filtered", group: group, by: counts.filtered)
        count("rejected", group: group, by: counts.rejected)
        count("skipped", group: group, by: counts.skipped)
        if counts.continued > 0 { count("continued", group: group, by: counts.continued) }
        if counts.holeBytes > 0 { count("hole bytes", group: group, by: counts.holeBytes) }
        if counts.repeatedNames > 0 { count("repeated names", group: group, by: counts.repeatedNames) }
        note(.rejected, count: counts.rejected, examples: counts.rejects)
        note(.unsure, count: counts.unsure, examples: counts.unsureExamples)
        note(.loose, count: counts.loose, examples: counts.looseExamples)
        note(.cut, count: counts.cut.count, examples: counts.cut)
        add(counts.conversions, names: names)
    }
}
