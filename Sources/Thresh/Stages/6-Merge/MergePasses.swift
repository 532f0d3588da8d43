internal import Platform

/// Merges until few enough runs are left to merge them at once: memory and open files stay bounded however many spills
/// there were.
@usableFromInline struct MergePasses {
    let partition: Int
    let fanIn: Int
    let level: Int32
    let blockBytes: Int
    /// Makes the path of the next intermediate run.
    let nextPath: () -> String

    /// Opens the last merge. `fold` combines values of equal keys; nil keeps each.
    func merger(of runs: [String], fold: (any ValueFolding)?) throws(ThreshError) -> RunMerger {
        try merger(of: runs.map { .file($0) }, fold: fold)
    }

    /// The same of runs of either kind.
    func merger(of runs: [RunInput], fold: (any ValueFolding)?) throws(ThreshError) -> RunMerger {
        try open(reduced(runs, fold), fold)
    }

    /// The memory plan has room for two blocks of each run that is merged at once.
    private func open(_ runs: [RunInput], _ fold: (any ValueFolding)?) throws(ThreshError) -> RunMerger {
        try RunMerger(
            runs: runs, partition: partition, ordersValues: fold == nil, room: 2 * blockBytes * max(fanIn, runs.count))
    }

    /// So few that they can be merged at once.
    func reduced(_ runs: [RunInput], _ fold: (any ValueFolding)?) throws(ThreshError) -> [RunInput] {
        var runs = runs
        var intermediate: Set<String> = []
        while runs.count > fanIn {
            // Only as many as needed are merged, the oldest first, so that no byte is merged more often than it must.
            let excess = runs.count - fanIn
            let count = min(fanIn, excess + 1)
            let inputs = Array(runs.prefix(count))
            let path = nextPath()
            try merge(inputs, into: path, fold)
            for case .file(let input) in inputs where intermediate.remove(input) != nil {
                try? FileSystem.removeFile(input)
            }
            intermediate.insert(path)
            runs = Array(runs.dropFirst(count)) + [.file(path)]
        }
        return runs
    }

    private func merge(_ inputs: [RunInput], into path: String, _ fold: (any ValueFolding)?) throws(ThreshError) {
        let merger = try open(inputs, fold)
        let width = try inputs[0].valueWidth()
        var writer = try RunWriter(
            path: path, partitions: partition + 1, valueWidth: width, level: level, blockBytes: blockBytes)
        try copy(merger, to: &writer, fold)
        _ = try writer.finish()
    }

    /// Writes what is merged, with one value for each key where there is a fold: several where they are large.
    func copy(_ merger: RunMerger, to writer: inout RunWriter, _ fold: (any ValueFolding)?) throws(ThreshError) {
        while merger.hasRecord {
            guard let fold else {
                try unsafe writer.append(partition: partition, key: merger.key, value: merger.value)
                try merger.advance()
                continue
            }
            merger.beginGroup()
            unsafe fold.begin(merger.value)
            try merger.advance()
            while merger.isInGroup {
                if fold.isLarge {
                    try write(fold, of: merger, to: &writer)
                    unsafe fold.begin(merger.value)
                } else {
                    unsafe fold.add(merger.value)
                }
                try merger.advance()
            }
            try write(fold, of: merger, to: &writer)
        }
    }

    private func write(
        _ fold: any ValueFolding, of merger: RunMerger, to writer: inout RunWriter
    ) throws(ThreshError) {
        try unsafe fold.forEachPart { bytes throws(ThreshError) in
            try unsafe writer.append(partition: partition, key: merger.groupKey, value: bytes)
        }
    }
}
