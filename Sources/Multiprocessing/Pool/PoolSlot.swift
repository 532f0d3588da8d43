/// A task that is with the workers: some items of a job.
struct PoolSlot {
    let job: PoolJob
    var chunk: PoolChunk
    var ticket: TaskTicket
}
