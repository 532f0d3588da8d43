/// Every number that was chosen by measuring, with its unit and its reason.
package enum Tuning {
    /// Bytes read at a time. One call costs a microsecond, so a megabyte makes it vanish; two megabytes fall out of the
    /// second-level cache before they are parsed.
    static let readBytes = 1 << 20
    /// Bytes read first where the end of one record is looked for, twice as many each time after.
    static let leastReadBytes = UInt64(4096)
    /// Bytes that may be read behind a block without harm, so that the last records need no slower path.
    static let readPadding = 64

    /// Slots of an empty combine table: a small job pays for few pages.
    static let initialSlots = 1 << 12
    static let initialArenaBytes = 1 << 16
    /// A table is full at this many sixteenths of its slots: fewer waste cache, more lengthen the probes.
    static let tableLoadSixteenths = 9
    /// Inputs of aggregates that are gathered to be added together: so many that each of ten thousands of aggregates has
    /// some; more only take pages.
    static let waitingInputs = 1 << 20
    static let fewestWaitingInputs = 1 << 10
    /// Bytes of records in a block of a run file before compression: large enough for the compressor, small enough that
    /// a merge of many runs fits a small budget.
    static let blockBytes = 128 << 10
    static let smallestBlockBytes = 16 << 10
    /// Bytes that a merge keeps of a record that it has no room for: nearly all keys differ in fewer.
    static let frontBytes = 16 << 10
    /// Bytes of an aggregate beyond which runs have it in parts of about as many: so that a merge holds a block of each run
    /// and not all that a mapper had of a key.
    package static let partBytes = 64 << 10
    /// Bytes of part file gathered before a write.
    static let partBufferBytes = 256 << 10

    /// Bytes that a mapper without combiner buffers at most before it spills, however large the memory budget: larger
    /// buffers only cause more page faults and cache misses.
    static let largestSortBuffer = 128 << 20

    /// zstd's level for runs. Against the usual level 3 it gives up a fifth of the ratio for two fifths of the time:
    /// Docs/Decisions/0004-negative-zstd-level.md has the figures.
    static let compressionLevel: Int32 = -5

    /// Runs merged at a time: beyond this the readers' buffers fall out of the cache.
    static let largestFanIn = 64
    static let smallestFanIn = 4

    /// Bytes of input per chunk: a tenth of a second of work, so that workers end together and a retry is cheap.
    static let chunkBytes: UInt64 = 32 << 20
    static let smallestChunkBytes: UInt64 = 1 << 20
    /// Chunks per worker below which chunks are made smaller: at the end an idle worker waits for as much of a share at most,
    /// though some records cost many times what others do. Chunks of a megabyte cost no more than larger ones.
    static let chunksPerWorker: UInt64 = 16

    /// Chunks of each shard of an input: so many that workers of any number share them, and shards are about equal; and
    /// how small they may be. They may depend on nothing but the input, since all shards must divide it alike.
    static let chunksPerShard: UInt64 = 16
    static let smallestShardChunkBytes: UInt64 = 64 << 10
    /// How small chunks may be that another engine places, whose tasks cost some tens of milliseconds each.
    static let smallestPlacedChunkBytes: UInt64 = 4 << 20

    /// Tasks of a stage at most: each takes a word of shared memory and a place in the queue.
    static let mostTasks: UInt64 = 1 << 20

    /// Input bytes per partition, and the most partitions by default. It may depend on nothing but the input, since part
    /// files must not change with the number of workers.
    static let partitionBytes: UInt64 = 64 << 20
    static let mostPartitions = 64

    /// Bytes of what a stage of a flow produced that are kept in memory for the next one: reading them again from files
    /// would cost more than the stage itself when there are thousands of small ones, as in an iteration.
    static let datasetMemoryBytes: UInt64 = 16 << 20

    /// Records sampled per partition to place the bounds of a total order.
    static let samplesPerPartition = 100
    /// Bytes kept of a sampled key, so that what is kept does not grow with the keys. Keys that differ only behind them go to
    /// one partition.
    static let sampledKeyBytes = 4 << 10

    /// Seconds between hand-overs of a mapper's finished tasks: what a killed worker can lose.
    static let commitSeconds = 30.0
    /// The same after a spill, when handing over costs little more than waiting; and where it outlives the job.
    static let commitSecondsAfterSpill = 5.0
}
