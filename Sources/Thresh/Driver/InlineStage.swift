internal import Multiprocessing
internal import Platform

/// Runs the tasks of one stage in this process, one after another: for a debugger, and for tests.
struct InlineStage {
    let stage: Supervisor.Stage
    let worker: Int
    var isPlaced = false

    func run(_ onMessage: (WorkerMessage) throws -> Void) throws {
        if stage.taskCount == 0 { return }
        let ledger: TaskLedger
        let tasks: SharedQueue
        let completions: SharedQueue
        let doorbell: Doorbell
        let traces: TaskTraces
        do {
            ledger = try TaskLedger(tasks: stage.taskCount, seats: 1)
            tasks = try SharedQueue(capacity: Supervisor.queueBytes(tasks: stage.taskCount))
            for task in 0..<stage.taskCount { try tasks.put(TaskTicket(task: UInt32(task), attempt: 1).message) }
            try tasks.close()
            completions = try SharedQueue(capacity: 4096)
            doorbell = try Doorbell()
            traces = try TaskTraces(seats: 1)
        } catch {
            throw ThreshError(.inputOutput, "cannot create the queue of tasks: \(error)")
        }
        // The closure does not outlive this call: the seat ends with it.
        try withoutActuallyEscaping(onMessage) { onMessage in
            try stage.work(
                WorkerSeat(
                    index: 0, worker: worker, tasks: tasks, completions: completions, ledger: ledger,
                    doorbell: doorbell, trace: traces[0], deliver: onMessage, isPlaced: isPlaced))
        }
    }
}
