/// A job with a combiner as a check sees it.
protocol CheckSubject<Total> {
    associatedtype Total

    var empty: Total { get }
    /// What a task over these records emits, by encoded key.
    func totals(of records: [CheckedRecord]) throws -> [[UInt8]: Total]
    func merged(_ a: Total, _ b: Total) -> Total
    /// Nil when what was encoded is refused.
    func recoded(_ total: Total) -> Total?
    /// The rows that reducing it writes.
    func rows(_ key: [UInt8], _ total: Total) throws -> [UInt8]
    /// Equal for equal aggregates, whatever order they keep their parts in: tells apart what has no rows.
    func state(_ total: Total) -> [UInt8]
    func describe(_ key: [UInt8]) -> String
}

/// What subjects share: a place to emit into and to write rows to.
struct CheckPlace {
    let configuration: MapConfiguration
    private let part: Box<PartWriter>

    init(_ workDirectory: WorkDirectory) throws {
        let spiller = Spiller(
            partitioner: .hash(count: 1), directory: workDirectory.path, worker: 0, level: 1,
            blockBytes: Tuning.smallestBlockBytes)
        configuration = MapConfiguration(spiller: spiller, memoryLimit: CheckPlace.memoryBytes, seed: 1)
        part = Box(try PartWriter(path: workDirectory.path + "/rows", top: nil))
    }

    private static let memoryBytes = 1 << 30

    /// The rows that `body` writes.
    func rows(_ body: (inout PartWriter) throws -> Void) throws -> [UInt8] {
        _ = part.value.takeRows()
        try body(&part.value)
        try part.value.check()
        return part.value.takeRows()
    }

    /// Throws when some of what a few records emitted has been spilled: too much for a check.
    func checkIsComplete() throws {
        try configuration.spiller.check()
        if configuration.spiller.spills > 0 {
            throw ThreshError(
                .usage, "a few records emit more than fits into \(CheckPlace.memoryBytes >> 20)M; check shorter ones")
        }
    }
}
