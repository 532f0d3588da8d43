import Thresh

extension CountingOutput where Self: ~Copyable {
    /// Counts what became of lines, for `LineReport`.
    func add(_ counts: LogMapper.Counts) {
        count("kept", group: "lines", by: counts.kept)
        count("filtered", group: "lines", by: counts.filtered)
        count("rejected", group: "lines", by: counts.rejected)
        count("skipped", group: "lines", by: counts.skipped)
        if counts.continued > 0 { count("continued", group: "lines", by: counts.continued) }
        if counts.holeBytes > 0 { count("hole bytes", group: "lines", by: counts.holeBytes) }
        if counts.repeatedNames > 0 { count("repeated names", group: "lines", by: counts.repeatedNames) }
        note(.rejected, count: counts.rejected, examples: counts.rejects)
        add(counts.conversions)
    }
}
