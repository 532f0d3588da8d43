internal import Platform

/// Puts any number of pairs in order by key, then value: in memory while they fit, else through sorted runs on disk.
///
/// Where there is a fold, equal keys stand together, and those that meet on the way to the disk are folded.
@safe package final class ExternalSorter {
    private var pairs: PairSorter?
    private var runs: [RunInput] = []
    private var files = 0
    private let name: String
    private let fold: (any ValueFolding)?
    private let directory: String
    private let limit: Int
    private let blockBytes: Int
    private let fanIn: Int
    private let level: Int32

    /// - Parameters:
    ///   - directory: where runs go. Where they have no name, whoever owns it removes them.
    ///   - byteCount: bytes of memory it may take.
    ///   - blockBytes, fanIn, level: of the runs and their merge, which must fit into the same memory.
    ///   - name: of the runs, which go with this object.
    init(
        directory: String, byteCount: Int, blockBytes: Int, fanIn: Int, level: Int32, name: String = "",
        fold: (any ValueFolding)? = nil
    ) {
        (self.name, self.fold) = (name, fold)
        self.directory = directory
        self.blockBytes = blockBytes
        self.fanIn = fanIn
        self.level = level
        // Beside the pairs stand the buffers of a run that is written.
        limit = min(max(byteCount - 8 * blockBytes, byteCount / 2), Tuning.largestSortBuffer)
    }

    deinit {
        if name.isEmpty { return }
        for file in 0..<files { try? FileSystem.removeFile(path(file + 1)) }
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

    /// Calls `body` with each pair in order until it returns false. For one use, unless there is a fold.
    package func forEachInOrder(_ body: (ByteView, ByteView) throws -> Bool) throws {
        guard !runs.isEmpty else {
            do {
                try pairs?.forEachInOrder { key, value in
                    if try !body(key, value) { throw Stop() }
                }
            } catch is Stop {}
            if fold == nil { pairs = nil }
            return
        }
        if let pairs, !pairs.isEmpty { try spill(pairs) }
        // Its memory is for the merge now.
        pairs = nil
        let passes = MergePasses(
            partition: 0, fanIn: fanIn, level: level, blockBytes: blockBytes, nextPath: nextPath)
        runs = try passes.reduced(runs, fold)
        let merger = try passes.merger(of: runs, fold: fold)
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
            if let fold {
                try write(pairs, fold, to: &writer)
            } else {
                try pairs.forEachInOrder { key, value in
                    unsafe try writer.append(partition: 0, key: key.rawBuffer, value: value.rawBuffer)
                }
            }
        } catch {
            throw ThreshError(any: error)
        }
        _ = try writer.finish()
        runs.append(.file(path))
        pairs.removeAll()
    }

    private func write(_ pairs: PairSorter, _ fold: any ValueFolding, to writer: inout RunWriter) throws {
        var current = ByteBuffer()
        var isEmpty = true
        func end() throws(ThreshError) {
            try unsafe fold.forEachPart { bytes throws(ThreshError) in
                try unsafe writer.append(partition: 0, key: current.rawBuffer, value: bytes)
            }
        }
        try pairs.forEachInOrder { key, value in
            if !isEmpty, unsafe compareBytes(key.rawBuffer, current.rawBuffer) == 0 {
                return unsafe fold.add(value.rawBuffer)
            }
            if !isEmpty { try end() }
            isEmpty = false
            current.removeAll()
            current.append(key)
            unsafe fold.begin(value.rawBuffer)
        }
        if !isEmpty { try end() }
    }

    private func nextPath() -> String {
        files += 1
        return path(files)
    }

    private func path(_ file: Int) -> String { directory + "/" + WorkFiles.sortedRun(file, of: name) }

    private struct Stop: Error {}
}
