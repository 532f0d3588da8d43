/// How far a pool is with what it was given.
public struct PoolProgress: Sendable, Equatable {
    /// Tasks taken from the input so far.
    public var taken = 0
    /// Of these, done: with a result or an error.
    public var done = 0
    /// Of these, with an error.
    public var failed = 0
    /// Worker processes that died without being told to.
    public var deaths = 0
    /// Worker processes replaced after their number of tasks or for their memory.
    public var retired = 0
    /// Worker processes there are now.
    public var workers = 0
}
