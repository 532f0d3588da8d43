internal import Platform

extension JobOptions {
    /// Bytes for all processes together, where nobody said how many.
    package var memoryBudget: UInt64 { memory ?? Machine.availableMemory / 10 * 6 }

    /// Without as many no job runs on so many workers.
    package var leastMemory: UInt64 {
        let workers = runsInline ? 1 : self.workers ?? Machine.availableProcessors
        return MemoryPlan.driverOverhead + UInt64(workers) * (MemoryPlan.workerOverhead + MemoryPlan.smallestShare)
    }
}

/// One budget for the whole job, divided among its processes.
struct MemoryPlan: Sendable, Equatable {
    /// Bytes for what a mapper gathers.
    let mapperBytes: Int
    let blockBytes: Int
    let fanIn: Int
    /// Bytes for what the driver gathers when no worker runs.
    let driverBytes: Int
    /// Bytes for a decompressed stretch of a gzip file that workers decompress by turns; 0 where there is none.
    let stretchBytes: Int

    /// The same of runs in blobs, which are larger than blocks.
    var blobFanIn: Int {
        max(Tuning.smallestFanIn, min(Tuning.largestFanIn, mapperBytes / (2 * BlobFormat.largestBytes)))
    }

    /// What a process has besides the memory that is planned: pages of the runtime and the allocator that it writes to,
    /// buffers for reading and writing, a compressor. Measured as private memory of workers that gather nothing.
    static let workerOverhead: UInt64 = 6 << 20
    static let driverOverhead: UInt64 = 3 << 20
    static let smallestShare: UInt64 = 2 << 20
    static let stretchShare: ClosedRange<UInt64> = 512 << 10...8 << 20

    init(budget: UInt64, workers: Int, name: String, hasStretches: Bool = false) throws(ThreshError) {
        let needed =
            MemoryPlan.driverOverhead + UInt64(workers) * (MemoryPlan.workerOverhead + MemoryPlan.smallestShare)
        guard budget >= needed else {
            throw ThreshError(
                .usage,
                """
                --memory \(budget >> 20)M is too little for \(workers) workers, which need \((needed + 1 << 20 - 1) >> 20)M; \
                raise it, or lower -j
                """)
        }
        let share = (budget - MemoryPlan.driverOverhead) / UInt64(workers) - MemoryPlan.workerOverhead
        driverBytes = Int(clamping: budget - MemoryPlan.driverOverhead - MemoryPlan.workerOverhead)
        let stretch =
            hasStretches
            ? min(MemoryPlan.stretchShare.upperBound, max(MemoryPlan.stretchShare.lowerBound, share / 4)) : 0
        stretchBytes = Int(stretch)
        mapperBytes = Int(clamping: share - stretch)
        blockBytes = max(Tuning.smallestBlockBytes, min(Tuning.blockBytes, mapperBytes / 128))
        // Each run that is merged has a block, and a compressed one of about half its size, in memory.
        fanIn = max(Tuning.smallestFanIn, min(Tuning.largestFanIn, mapperBytes / (2 * blockBytes)))
    }
}
