/// What tasks that are done have counted and noted.
struct TaskReport: Equatable {
    var counters = JobCounters()
    var notes = JobNotes()

    /// Takes what the job's own code has told since the last call.
    mutating func take(from tally: JobTally) throws(ThreshError) { (counters.custom, notes) = try tally.take() }
}

extension JobResult {
    mutating func add(_ report: TaskReport) throws(ThreshError) {
        counters += report.counters
        notes += report.notes
        try counters.check()
        try notes.check()
    }
}
