package import Thresh

/// What a question gives beside its rows.
package struct LogOutcome {
    package let result: JobResult
    /// What became of the lines.
    package let report: LineReport
    /// What a person should know of the files and of the answer.
    package let notes: [String]

    init(_ result: JobResult, _ readers: LogReaders, notes: [String] = []) {
        self.result = result
        report = LineReport(result)
        self.notes = notes
    }
}
