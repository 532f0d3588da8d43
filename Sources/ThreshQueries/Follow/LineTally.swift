import Thresh

/// What became of the lines while files grow.
struct LineTally {
    private(set) var kept = 0
    private(set) var filtered = 0
    private(set) var rejected = 0
    private(set) var continued = 0
    private(set) var skipped = 0
    private var holeBytes = 0
    private var repeatedNames = 0
    /// Lines that were cut off before they ended.
    var unfinished = 0
    private(set) var examples: [String] = []

    var read: Int { kept + filtered + rejected + continued + skipped }

    init() {}

    /// What the engine counted, in files whose ends it left to the follower.
    init(_ result: JobResult, _ report: LineReport) {
        kept = report.kept
        filtered = report.filtered
        rejected = report.rejected
        continued = report.continued
        skipped = report.skipped
        holeBytes = report.holeBytes
        repeatedNames = report.repeatedNames
        examples = report.examples
    }

    mutating func add(_ counts: LogMapper.Counts, _ source: FollowedSource) {
        kept += counts.kept
        filtered += counts.filtered
        rejected += counts.rejected
        continued += counts.continued
        skipped += counts.skipped
        holeBytes += counts.holeBytes
        repeatedNames += counts.repeatedNames
        for reject in counts.rejects where examples.count < JobNotes.mostExamples {
            let place = source.lineNumber(at: reject.offset).map { "\($0)" } ?? "byte \(reject.offset)"
            examples.append("\(source.name):\(place):\(reject.column): \(reject.text)")
        }
    }

    func report(_ notes: [String]) -> LineReport {
        LineReport(
            kept: kept, filtered: filtered, rejected: rejected, continued: continued, skipped: skipped,
            examples: examples,
            notes: notes + LineReport.notes(holeBytes: holeBytes, repeatedNames: repeatedNames)
                + (unfinished == 0 ? [] : ["\(unfinished) without an end left out"]))
    }
}
