/// Where a worker's time went.
public struct WorkerInsight: Sendable, Equatable, Codable {
    /// Counts the pool's workers: a replacement has a number of its own.
    public let worker: Int
    public let pid: Int32
    /// From its fork until its initializer was through; zero while it is not.
    public let startUp: Duration
    /// For tasks; what it waits now is not in it.
    public let waiting: Duration
    /// On tasks that are done.
    public let working: Duration
    /// That are done.
    public let tasks: Int
}
