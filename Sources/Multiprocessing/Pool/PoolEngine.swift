internal import Platform

/// What does a pool's work: workers of this process, or a process that has them. For one thread.
protocol PoolEngine: AnyObject {
    /// Whether chunks of values that are their bytes come without anything between them.
    var packs: Bool { get }
    func add(_ job: PoolJob)
    /// Hands out what there is, waits for news at most until `deadline`, and takes it in.
    func pump(until deadline: Instant?) throws(PoolError)
    var progress: PoolProgress { get }
    var insight: [WorkerInsight] { get }
    /// Lets everything given to it be done, then ends the workers; `false` when `deadline` came first.
    func finish(until deadline: Instant?) throws(PoolError) -> Bool
    /// Throws `.notParent` in a process that was forked from the one that made it, where it must be left alone.
    func checkOwner() throws(PoolError)
    /// Ends the workers at once. What is not done is cancelled.
    func terminate()
}
