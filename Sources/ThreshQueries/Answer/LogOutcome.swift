package import Thresh

/// What a question gives beside its rows.
package struct LogOutcome {
    package let result: JobResult
    /// What became of the lines.
    package let report: LineReport
    /// What a person should know of the files and of the answer.
    package let notes: [String]
    /// What is said of values that are not what was wanted, and of names that no line has.
    package let conversions: ConversionReport
    /// What `--format` says; nil where formats were found.
    package let format: String?

    init(_ result: JobResult, _ readers: LogReaders, _ selections: [LogSelection] = [], notes: [String] = []) {
        self.result = result
        report = LineReport(result)
        format = readers.format.flatMap { $0.hasPrefix(LogReaders.ofTables) ? nil : $0 }
        conversions = ConversionReport(result, readers, selections)
        self.notes = notes + conversions.notes
    }
}
