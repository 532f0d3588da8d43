internal import Platform

/// Puts any number of pairs in order by key, then value: in memory while they fit, else through sorted runs on disk.
@safe package final class ExternalSorter {
    private var pairs: PairSorter?
    private var runs: [String] = []
    private var files = 0
    private let directory: String
    private let limit: Int
    private let blockBytes: Int
    private let fanIn: Int
    private let level: Int32

    /// - Parameters:
    ///   - directory: where runs go. Whoever owns it removes them.
    ///   - byteCount: bytes of memory it may take.
    ///   - blockBytes, fanIn, level: of the runs and their merge, which must fit into the same memory.
    init(directory: String, byteCount: Int, blockBytes: Int, fanIn: Int, level: Int32) {
        self.directory = directory
        self.blockBytes = blockBytes
        self.fanIn = fanIn
        self.level = level
        // Beside the pairs stand the buffers of a run that is written.
        limit = min(max(byteCount - 8 * blockBytes, byteCount / 2), Tuning.largestSortBuffer)
    }

    /// Adds a pair, whose bytes are copied.
    package func append(_ key: ByteView, _ value: ByteView) throws(ThreshError) {
        if let pairs, pairs.byteCount + key.count + value.count + PartitionedEntries.bytesPerRecord > limit,
            !pairs.isEmpty
        {
            try spill(pairs)
        }
        if pairs == nil { pairs = try PairSorter() }
        try pairs?.append(key, value)
    }

    /// Calls `body` with each pair in order until it returns false. For one use.
    package func forEachInOrder(_ body: (ByteView, ByteView) throws -> Bool) throws {
        guard !runs.isEmpty else {
            do {
                try pairs?.forEachInOrder { key, value in
                    if try !body(key, value) { throw Stop() }
                }
            } catch is Stop {}
            pairs = nil
            return
        }
        if let pairs, !pairs.isEmpty { try spill(pairs) }
        // Its memory is for the merge now.
        pairs = nil
        let merger = try MergePasses(
            partition: 0, fanIn: fanIn, level: level, blockBytes: blockBytes, nextPath: nextPath
        ).merger(of: runs, fold: nil)
        while merger.hasRecord {
            if unsafe try !body(ByteView(merger.key), ByteView(merger.value)) { return }
            try merger.advance()
        }
    }

    private func spill(_ pairs: PairSorter) throws(ThreshError) {
        let path = nextPath()
        var writer = try RunWriter(
            path: path, partitions: 1, valueWidth: nil, level: level, blockBytes: blockBytes)
        do {
            try pairs.forEachInOrder { key, value in
                unsafe try writer.append(partition: 0, key: key.rawBuffer, value: value.rawBuffer)
            }
        } catch {
            throw ThreshError(any: error)
        }
        _ = try writer.finish()
        runs.append(path)
        pairs.removeAll()
    }

    private func nextPath() -> String {
        files += 1
        return directory + "/" + WorkFiles.sortedRun(files)
    }

    private struct Stop: Error {}
}
