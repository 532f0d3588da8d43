/// Where a mapper's emitted pairs gather until they are written to a run. The engine's side of it; a job emits.
@usableFromInline protocol MapOutput: ~Copyable {
    /// Fixed width of the values it writes, or nil.
    static var valueWidth: Int? { get }
    /// Writes everything to one run and empties itself.
    mutating func spill()
    var isEmpty: Bool { get }
    /// The keys that it holds, for sampling: of each the first `Tuning.sampledKeyBytes`.
    mutating func takeKeys() -> [[UInt8]]
}

/// What a mapper process gives the outputs of its job.
@usableFromInline struct MapConfiguration {
    let spiller: Spiller
    /// Bytes of memory for gathered pairs.
    let memoryLimit: Int
    /// Of the hash of tables.
    let seed: UInt64
}
