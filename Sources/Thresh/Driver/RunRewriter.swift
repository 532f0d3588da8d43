/// Writes runs anew, with other keys and values.
struct RunRewriter {
    let rewrite: PairRewrite
    let partitioner: Partitioner
    let level: Int32
    let blockBytes: Int
    /// Bytes of memory for pairs.
    let limit: Int

    init(_ rewrite: PairRewrite, _ plan: JobPlan) {
        self.rewrite = rewrite
        partitioner = plan.partitioner
        level = plan.compressionLevel
        blockBytes = plan.memory.blockBytes
        limit = min(max(plan.memory.driverBytes / 2, 1 << 20), Tuning.largestSortBuffer)
    }

    /// - Parameter nextPath: where the next run goes.
    /// - Returns: the runs that have what one had.
    func runs(of path: String, nextPath: () -> String) throws -> [String] {
        let run = try RunFile(path: path)
        let (width, partitions) = (run.valueWidth, run.extents.count)
        let decompressor = try Decompressor()
        let pairs = try PairSorter()
        var runs: [String] = []
        func write() throws {
            let path = nextPath()
            var writer = try RunWriter(
                path: path, partitions: partitioner.count, valueWidth: width, level: level, blockBytes: blockBytes)
            try pairs.forEachInOrder(partitioner) { partition, key, value in
                unsafe try writer.append(partition: partition, key: key.rawBuffer, value: value.rawBuffer)
            }
            _ = try writer.finish()
            runs.append(path)
            pairs.removeAll()
        }
        var key = ByteBuffer()
        var value = ByteBuffer()
        for partition in 0..<partitions {
            var cursor = try RunCursor.open(path, partition: partition, decompressor: decompressor)
            while !cursor.isDone {
                key.removeAll()
                unsafe try rewrite.key(ByteView(cursor.key), &key)
                if let change = rewrite.value {
                    value.removeAll()
                    unsafe try change(ByteView(cursor.value), &value)
                    try pairs.append(key.view, value.view)
                } else {
                    unsafe try pairs.append(key.view, ByteView(cursor.value))
                }
                if pairs.byteCount > limit { try write() }
                try cursor.advance()
            }
        }
        if !pairs.isEmpty { try write() }
        return runs
    }
}
