internal import Platform
internal import Thresh

/// What is told of a finished job.
struct JobSummary {
    private let result: JobResult

    init(_ result: JobResult) { self.result = result }

    func text(directory: String) -> String {
        let counters = result.counters
        let files = result.parts.count == 1 ? "1 part file" : "\(result.parts.count) part files"
        return "\(directory): \(HumanUnits.count(counters.outputRecords)) records in \(files), "
            + "from \(HumanUnits.bytes(counters.inputBytes)) in \(HumanUnits.duration(seconds: seconds(total)))"
    }

    func text(partial: String) -> String {
        let counters = result.counters
        return
            "\(partial): \(HumanUnits.count(counters.inputRecords)) records of \(HumanUnits.bytes(counters.inputBytes)) in "
            + "\(result.runs) runs, \(HumanUnits.bytes(result.runBytes)), in \(HumanUnits.duration(seconds: seconds(total)))"
    }

    /// Where the time went, a line each, and what the job counted.
    var details: String {
        let timings = result.timings
        let counters = result.counters
        var lines = [
            "read    \(HumanUnits.count(counters.inputRecords)) records, \(HumanUnits.bytes(counters.inputBytes)) in \(result.mapTasks) map tasks",
            "records \(HumanUnits.count(counters.inputRecords)) = \(HumanUnits.count(counters.mappedRecords)) mapped + \(HumanUnits.count(counters.rejectedRecords)) rejected",
            "wrote   \(HumanUnits.count(counters.outputRecords)) records, \(HumanUnits.bytes(counters.outputBytes))",
            "between \(result.runs) runs, \(HumanUnits.bytes(result.runBytes)) compressed",
            "workers \(result.workers)" + (result.deaths == 0 ? "" : ", \(result.deaths) died and were replaced"),
        ]
        let stages = [
            ("plan", timings.plan), ("map", timings.map), ("reduce", timings.reduce), ("commit", timings.commit),
        ]
        lines.append(
            "time    " + stages.map { "\($0.0) \(HumanUnits.duration(seconds: seconds($0.1)))" }.joined(separator: ", ")
        )
        lines += CounterList(counters.custom).lines
        return lines.joined(separator: "\n") + "\n"
    }

    private var total: Duration {
        result.timings.plan + result.timings.map + result.timings.reduce + result.timings.commit
    }

    private func seconds(_ duration: Duration) -> Double { Double(duration.nanoseconds) / 1e9 }
}
