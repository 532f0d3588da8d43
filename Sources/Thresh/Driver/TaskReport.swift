/// What tasks that are done have counted and noted.
struct TaskReport: Equatable {
    var counters = JobCounters()
    var notes = JobNotes()
    /// Inputs that may have changed while they were read.
    var changedInputs: Set<Int> = []

    static let mostChanged = 16

    /// Takes what the job's own code has told since the last call.
    mutating func take(from tally: JobTally) throws(ThreshError) { (counters.custom, notes) = try tally.take() }
}

extension JobResult {
    mutating func add(_ report: TaskReport) throws(ThreshError) {
        counters += report.counters
        notes += report.notes
        changedInputs.formUnion(report.changedInputs)
        try counters.check()
        try notes.check()
    }
}
