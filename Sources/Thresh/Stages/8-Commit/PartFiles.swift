/// The part files of a job that is done but for its output, for whoever in this process reads them. All of the job's
/// memory is free for that: no worker runs.
package struct PartFiles {
    private let paths: [String]
    private let directory: String
    private let memory: MemoryPlan
    private let level: Int32
    /// Throws when the user ended the job.
    private let check: () throws -> Void
    /// What the keys begin with of the pairs that count.
    private var prefix: UInt8?

    private static let largestBuffer = 64 << 10
    private static let smallestBuffer = 4 << 10
    private static let pairsPerCheck = 1024

    init(paths: [String], directory: String, memory: MemoryPlan, level: Int32, check: @escaping () throws -> Void) {
        self.paths = paths
        self.directory = directory
        self.memory = memory
        self.level = level
        self.check = check
    }

    /// Those pairs alone whose keys begin with a byte, which their keys are then without.
    package func beginning(with prefix: UInt8) -> PartFiles {
        var parts = self
        parts.prefix = prefix
        return parts
    }

    /// Calls `body` with a pair, unless it does not count.
    private func offer(
        _ key: ByteView, _ row: ByteView, _ body: (ByteView, ByteView) throws -> Bool
    ) throws -> Bool {
        guard let prefix else { return try body(key, row) }
        return key.count > 0 && key[0] == prefix ? try body(key.slice(1, key.count), row) : true
    }

    /// Calls `body` with each pair, part by part, until it returns false.
    package func forEachPair(_ body: (ByteView, ByteView) throws -> Bool) throws {
        var count = 0
        for path in paths {
            let reader = try PairReader(path: path, bufferBytes: PartFiles.largestBuffer)
            while try reader.advance() {
                if try !go(on: &count, offer(reader.key, reader.row, body)) { return }
            }
        }
    }

    /// Calls `body` with each pair in the order of keys, in which each part must be, until it returns false.
    package func forEachPairInOrder(_ body: (ByteView, ByteView) throws -> Bool) throws {
        let room = memory.driverBytes / 2 / max(1, paths.count)
        var merger = try PairMerger(
            paths: paths, bufferBytes: min(PartFiles.largestBuffer, max(PartFiles.smallestBuffer, room)))
        var count = 0
        while let reader = merger.current {
            if try !go(on: &count, offer(reader.key, reader.row, body)) { return }
            try merger.advance()
        }
    }

    /// The same where parts are in no order.
    package func forEachPairSorted(_ body: (ByteView, ByteView) throws -> Bool) throws {
        let sorter = makeSorter()
        try forEachPair { key, row in
            try sorter.append(key, row)
            return true
        }
        var count = 0
        try sorter.forEachInOrder { key, row in try go(on: &count, body(key, row)) }
    }

    /// Sorts other pairs.
    package func makeSorter() -> ExternalSorter {
        ExternalSorter(
            directory: directory, byteCount: memory.driverBytes, blockBytes: memory.blockBytes, fanIn: memory.fanIn,
            level: level)
    }

    /// A file of other pairs, removed with the parts.
    package func makeFile(_ fill: (inout PartWriter) throws -> Void) throws -> PairReader {
        let path = directory + "/" + WorkFiles.driverPairs
        var writer = try PartWriter(path: path, top: nil)
        try fill(&writer)
        _ = try writer.finish(durable: false)
        return try PairReader(path: path, bufferBytes: PartFiles.largestBuffer)
    }

    private func go(on count: inout Int, _ goesOn: Bool) throws -> Bool {
        count += 1
        if count % PartFiles.pairsPerCheck == 0 { try check() }
        return goesOn
    }
}
