import Thresh

/// An output of a mapper, which counts too.
protocol LineCounter: ~Copyable {
    func count(_ name: StaticString, group: StaticString, by number: Int)
    func count(dynamicName name: String, group: String, by number: Int)
}

extension Combined: LineCounter {}
extension Merged: LineCounter {}
extension Grouped: LineCounter {}
extension PartWriter: LineCounter {}

extension LineCounter where Self: ~Copyable {
    /// Counts what became of lines, for `LineReport`.
    func add(_ counts: LogMapper.Counts) {
        count("kept", group: "lines", by: counts.kept)
        count("filtered", group: "lines", by: counts.filtered)
        count("rejected", group: "lines", by: counts.rejected)
        count("skipped", group: "lines", by: counts.skipped)
        if counts.continued > 0 { count("continued", group: "lines", by: counts.continued) }
        for name in counts.rejects { count(dynamicName: name, group: Reject.group, by: 1) }
    }
}
