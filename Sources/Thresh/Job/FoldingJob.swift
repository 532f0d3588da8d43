/// What keys amount to where it is known only when the job runs what that is: a question names its aggregates. The state
/// of a key is a number of plain bytes beside it in the table; what does not fit is elsewhere, and the state has its
/// number.
///
/// The laws of `Aggregate` hold for states.
package protocol KeyStates: AnyObject {
    /// Bytes of a state: a multiple of 8, which is its alignment too. It begins as zeros, and may be moved.
    var byteCount: Int { get }
    /// Bytes that states have elsewhere, about.
    var heapBytes: Int { get }

    /// Calls `body` with all of a state, for another process: in parts where it is large, which come to the same when they
    /// are merged. `bytes` is room for them.
    func forEachPart(
        of state: UnsafeRawPointer, _ bytes: inout ByteBuffer,
        _ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void
    ) throws(ThreshError)
    /// Adds a part; false when it is of another layout.
    func merge(_ bytes: ByteView, into state: UnsafeMutableRawPointer) -> Bool
    /// No state is in use any more.
    func removeAll()
}

/// A job whose values are folded as they come, as those of a `MergingJob`, into states whose layout is no type.
package protocol FoldingJob: Job {
    associatedtype States: KeyStates

    /// Called in every process that maps, merges or reduces.
    func makeStates() -> States

    /// Called with many records at once; adds what is in them to `output.state(of:)` of their keys.
    mutating func map(_ block: RecordBlock, _ states: States, into output: inout Folded) throws

    /// Called once per key, in the order of keys within a part; writes rows.
    mutating func reduce(
        _ key: ByteView, _ state: UnsafeRawPointer, of states: States, into part: inout PartWriter) throws

    /// Called after the last key of each part.
    mutating func endPart(into part: inout PartWriter) throws
}

extension FoldingJob {
    package mutating func endPart(into part: inout PartWriter) {}

    public func makeRuntime() -> JobRuntime {
        let job = self
        return JobRuntime(
            job, partition: { _, _ in fatalError("\(Self.self) has a custom order but no partitions") },
            makeMapper: { configuration in
                var job = job
                let states = job.makeStates()
                let output = Box(try Folded(configuration, states))
                return MapperHandle(
                    beginTask: { try job.beginTask() },
                    map: { block in try job.map(block, states, into: &output.value) },
                    endTask: {}, spill: { output.value.spill() }, takeKeys: { output.value.takeKeys() })
            },
            makeFold: { StateFold(job.makeStates()) },
            reduce: { merger, part in
                var job = job
                let states = job.makeStates()
                let fold = StateFold(states)
                try job.beginPart()
                while merger.hasRecord {
                    merger.beginGroup()
                    unsafe fold.begin(merger.value)
                    try merger.advance()
                    while merger.isInGroup {
                        unsafe fold.add(merger.value)
                        try merger.advance()
                    }
                    try unsafe job.reduce(ByteView(merger.groupKey), fold.state, of: states, into: &part)
                    try part.check()
                }
                try job.endPart(into: &part)
                try part.check()
            })
    }
}
