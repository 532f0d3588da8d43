internal import Platform

/// Where a process that merges puts what belongs to one key and outgrows its memory: sorted runs beside those of the job.
@safe package final class SpillSpace {
    /// Bytes that what belongs to a key may take.
    package let byteCount: Int
    fileprivate let directory: String
    fileprivate let name: String
    fileprivate let memory: MemoryPlan
    fileprivate let level: Int32
    fileprivate var sorters = 0
    /// The first write or read that failed, which ends the task: aggregates cannot throw.
    fileprivate(set) var failure: ThreshError?

    // SAFETY: a process that merges has one thread.
    nonisolated(unsafe) private static var ofProcess: SpillSpace?
    /// Of this process while it merges.
    package static var current: SpillSpace? { unsafe ofProcess }

    /// - Parameters:
    ///   - name: what no other process has files of.
    ///   - runs: how many are merged: their blocks are in memory meanwhile.
    init(directory: String, name: String, _ memory: MemoryPlan, runs: Int, level: Int32) {
        (self.directory, self.name, self.memory, self.level) = (directory, name, memory, level)
        let blocks = min(runs, memory.fanIn) * 2 * memory.blockBytes
        byteCount = max(memory.mapperBytes / 4, memory.mapperBytes - blocks)
    }

    /// The space of this process as long as `body` runs.
    func during<R>(_ body: () throws -> R) rethrows -> R {
        unsafe SpillSpace.ofProcess = self
        defer { unsafe SpillSpace.ofProcess = nil }
        return try body()
    }

    /// Whether a total that is written to another run is to be written, and begun anew, before it has to be spilled.
    static func isLarge(_ heapBytes: Int) -> Bool { heapBytes > (current?.byteCount ?? .max) / 2 }

    /// Throws what failed.
    static func check() throws(ThreshError) { if let failure = current?.failure { throw failure } }
}

/// Byte strings, and how often each came, of which there is no room in memory for the different ones.
@safe package final class SpilledKeys: @unchecked Sendable {
    private let space: SpillSpace
    private let share: Int
    private let sorter: ExternalSorter
    private var value = ByteBuffer()
    private var different: Int?
    /// How often any came.
    package private(set) var total = 0

    /// - Parameter share: how many there may be in the space at a time.
    package init(in space: SpillSpace, share: Int = 1) {
        (self.space, self.share) = (space, max(1, share))
        space.sorters += 1
        let byteCount = max(1 << 20, space.byteCount / self.share)
        let memory = space.memory
        sorter = ExternalSorter(
            directory: space.directory, byteCount: byteCount, blockBytes: memory.blockBytes,
            fanIn: max(Tuning.smallestFanIn, min(memory.fanIn, byteCount / (2 * memory.blockBytes))),
            level: space.level, name: "\(space.name)-\(space.sorters)-", fold: CountFold())
    }

    package func add(_ key: ByteView, count: Int = 1) {
        total += count
        different = nil
        value.removeAll()
        value.append(varint: count)
        do { try unsafe sorter.append(key, ByteView(value.rawBuffer)) } catch { space.failure = space.failure ?? error }
    }

    /// Calls `body` with each different string in the order of their bytes, and how often it came, until it returns false.
    package func forEach(_ body: (ByteView, Int) -> Bool) {
        if space.failure != nil { return }
        var current = ByteBuffer()
        var count = 0
        do {
            var goesOn = true
            try sorter.forEachInOrder { key, value in
                if count > 0, unsafe compareBytes(key.rawBuffer, current.rawBuffer) != 0 {
                    goesOn = body(current.view, count)
                    count = 0
                }
                if count == 0 {
                    current.removeAll()
                    current.append(key)
                }
                count += CountFold.count(value)
                return goesOn
            }
            if goesOn, count > 0 { _ = body(current.view, count) }
        } catch {
            space.failure = space.failure ?? ThreshError(any: error)
        }
    }

    /// - Complexity: reads all of them, unless it did since the last was added.
    package var differentCount: Int {
        if let different { return different }
        var found = 0
        forEach { _, _ in
            found += 1
            return true
        }
        different = found
        return found
    }

    /// Bytes of memory.
    package var heapBytes: Int { space.byteCount / share }

    /// None of them, in the same space.
    package func empty() -> SpilledKeys { SpilledKeys(in: space, share: share) }

    package func copy() -> SpilledKeys {
        let copy = empty()
        forEach { key, count in
            copy.add(key, count: count)
            return true
        }
        return copy
    }
}

/// Adds how often equal strings came.
@safe private final class CountFold: ValueFolding {
    private var total = 0
    private var encoded = ByteBuffer()

    static func count(_ value: ByteView) -> Int {
        var reader = ByteReader(value)
        return reader.readCount() ?? 0
    }

    func begin(_ value: UnsafeRawBufferPointer) { total = unsafe CountFold.count(ByteView(value)) }
    func add(_ value: UnsafeRawBufferPointer) { total += unsafe CountFold.count(ByteView(value)) }

    var isLarge: Bool { false }

    func forEachPart(_ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void) throws(ThreshError) {
        encoded.removeAll()
        encoded.append(varint: total)
        try unsafe body(encoded.rawBuffer)
    }
}
