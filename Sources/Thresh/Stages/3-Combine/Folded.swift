/// A hash table with the state of each key beside it: what a `FoldingJob` adds to.
@safe package struct Folded: ~Copyable {
    private var table: KeyTable
    private let states: any KeyStates
    private let memoryLimit: Int
    private let spiller: Spiller

    /// Where the state begins in a slot: behind the key.
    private static var stateOffset: Int { MemoryLayout<KeyTable.Name>.size }

    init(_ configuration: MapConfiguration, _ states: any KeyStates) throws(ThreshError) {
        table = try KeyTable(
            stride: Folded.stateOffset + states.byteCount, seed: configuration.seed,
            memoryLimit: configuration.memoryLimit)
        self.states = states
        memoryLimit = configuration.memoryLimit
        spiller = configuration.spiller
    }

    /// The state of a key, valid until the next call.
    ///
    /// - Parameter heapBytes: what the states say.
    /// - Complexity: O(key). Writes a run to disk when memory is full.
    package mutating func state(of key: ByteView, heapBytes: Int) -> UnsafeMutableRawPointer {
        if table.isFull || heapBytes + table.byteCount + table.spillBytes(table.count) > memoryLimit {
            makeRoom(heapBytes)
        }
        return unsafe table.entry(key.rawBuffer).slot + Folded.stateOffset
    }

    @inline(never)
    private mutating func makeRoom(_ heapBytes: Int) {
        if table.count == 0 { return }
        let isOverLimit = heapBytes + table.byteCount + table.spillBytes(table.count) > memoryLimit
        if isOverLimit || !table.grow() { writeRun() }
    }

    private mutating func writeRun() {
        var encoded = ByteBuffer()
        spiller.write(valueWidth: nil) { (writer: inout RunWriter) throws(ThreshError) in
            unsafe try table.write(to: &writer, partitioner: spiller.partitioner) { slot, put throws(ThreshError) in
                try unsafe states.forEachPart(of: slot + Folded.stateOffset, &encoded, put)
            }
        }
        table.removeAll()
        states.removeAll()
    }

    mutating func spill() { if table.count > 0 { writeRun() } }

    mutating func takeKeys() -> [[UInt8]] {
        states.removeAll()
        return table.takeKeys()
    }
}

extension Folded: CountingOutput {
    package var tally: JobTally { spiller.tally }
}
