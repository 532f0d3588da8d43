internal import Multiprocessing
internal import Platform

/// CSV files that were divided within quotes.
extension Driver {
    /// After an error, the files that were divided like lines though line ends stand within quotes in them: what their
    /// workers read was no CSV, and any error may have come of it.
    func filesWithQuotedFeeds(_ plan: JobPlan, after error: any Error) -> [Int] {
        let kind = ThreshError(any: error).kind
        guard kind == .badData || kind == .software else { return [] }
        var segments = [Int](repeating: 0, count: plan.files.count)
        for segment in plan.chunks.segments { segments[segment.file] += 1 }
        return plan.files.indices.filter { index in
            let file = plan.files[index]
            guard case .csv(let separator, _) = file.records, file.isDivisible, segments[index] > 1 else {
                return false
            }
            // A file that cannot be read to its end has its error from the worker.
            return
                (try? CSVQuotedFeeds.exist(in: file, separator: separator, upTo: .max) {
                    () throws(ThreshError) in try interrupts.check("while it looked for quotes in \(file.name)")
                }) ?? false
        }
    }

    /// The error that stands for records which were left out, if their file was divided within quotes: they were none.
    func leftOutForQuotes(_ plan: JobPlan) throws -> ThreshError? {
        guard let badRecords, badRecords.count > 0 else { return nil }
        let error = ThreshError(.badData, "the job fails at records of files that were divided within quotes")
        return filesWithQuotedFeeds(plan, after: error).isEmpty ? nil : error
    }

    /// Divides anew, and forgets what was mapped.
    func replan(_ plan: JobPlan, _ runtime: JobRuntime, hasQuotedFeeds quoted: [Int]) throws -> JobPlan {
        var files = plan.files
        for index in quoted {
            files[index].hasQuotedFeeds = true
            events.event("\(files[index].name) has line ends within quotes where it was divided; it is read anew")
        }
        for case .relay(let relay) in plan.gzip.values { try? FileSystem.removeFile(relay.windowsPath) }
        result.counters = JobCounters()
        result.notes = JobNotes()
        result.runBytes = 0
        let plan = try makePlan(files, runtime)
        result.mapTasks = plan.chunks.taskCount
        return plan
    }
}
