internal import Multiprocessing
internal import Platform

/// What is known of a worker that died before there was nothing left to do: the text of its certificate, and whether the
/// record that it had is to blame.
struct WorkerDeath {
    let certificate: DeathCertificate
    let position: TaskLedger.Position?
    /// The record, or the key, that the job's code had: known of tasks that were lost before.
    let item: TaskTrace.Item?
    /// Why it ended by itself.
    let reason: String?
    /// Why it was killed by the driver.
    let overdue: String?
    /// What the runtime said of a trap.
    let words: String?
    /// Of the control group, so far.
    let outOfMemoryKills: UInt64?

    /// Whether the same will happen at the same record again, as far as can be told: others may kill a worker at any.
    var isOfRecord: Bool {
        if reason != nil || certificate.limit != nil { return false }
        if let overdue { return !overdue.hasPrefix("was stopped") }
        switch certificate.status {
        case .killed(let signal): return Signals.faults.contains(signal)
        case .exited: return true
        case .unknown: return false
        }
    }

    /// "SIGILL: Fatal error: Index out of range": without what differs from one attempt to the next.
    var fault: String {
        if overdue != nil { return "no progress within --task-timeout" }
        let status = certificate.status.signalName ?? "\(certificate.status)"
        return words.map { "\(status): \($0)" } ?? status
    }

    /// How it died, and where: all that is known.
    func text(lost: TaskTicket, _ stage: Supervisor.Stage, _ plan: JobPlan) -> String {
        if let reason { return reason }
        var text = overdue.map { "\(certificate.name) \($0), so that it was ended: " } ?? ""
        text += "\(certificate)"
        if let words { text += ", \"\(words)\"" }
        if let outOfMemoryKills, certificate.status == .killed(signal: Signals.kill), overdue == nil {
            text += ", \(outOfMemoryKills) out-of-memory kills in its control group"
        }
        guard let position else {
            let start = TaskLedger.Position(task: Int(lost.task), part: 0, offset: 0)
            return text + ", before it handed over task \(lost.task), which begins in \(stage.place(start))"
        }
        text += ", in attempt \(lost.attempt - 1) of task \(position.task), at \(stage.place(position))"
        guard let item else { return text }
        switch stage.name {
        case .map:
            return text + ", \(plan.details(of: item, file: plan.file(task: position.task, part: position.part)))"
        case .reduce: return text + ", at the key \(JobPlan.quoted(item))"
        }
    }

    /// What may help.
    func advice(_ plan: JobPlan, _ stage: JobProgress.Stage) -> String {
        if reason != nil { return "look at the input there, or raise --max-attempts" }
        if certificate.outOfMemory == true { return "give less --memory, or fewer workers with -j" }
        if !isOfRecord { return "look for what ends workers, or raise --max-attempts" }
        let place = stage == .map ? "the input" : "the key"
        if item == nil && plan.maxAttempts == 1 {
            return
                "raise --max-attempts: from the second attempt on \(stage == .map ? "the record" : "the key") is named"
        }
        let timeout = overdue == nil ? "" : ", raise --task-timeout"
        let skip =
            stage == .map && plan.maxBad == nil && item != nil ? ", or leave such records out with --max-bad" : ""
        return "look at \(place) there" + timeout + skip
    }
}

extension ExitStatus {
    /// Whether the C library or the process itself gave up.
    var isAbort: Bool { self == .killed(signal: Signals.abort) }
}
