internal import Platform

/// What a worker publishes of the task it works on, beside the ledger: signs of life, and in careful mode the record, or
/// the key of the group, that the job's code has. A block of shared memory for each seat.
///
/// Docs/SharedMemory.md has the layout. The worker writes, and the driver reads: what it reads of a living worker may be
/// half of the next record, of a dead one it is whole.
@safe struct TaskTrace {
    // SAFETY: `byteCount` bytes of zeroed memory, aligned to 8, that live as long as the owner of the memory.
    private let words: UnsafeMutablePointer<UInt64>

    static let byteCount = 320
    /// Bytes of a record that are kept: its last ones.
    static let longestTail = 200

    private static let (beats, waits, isInside, offset, length, tail) = (0, 1, 2, 3, 4, 8)

    init(_ base: UnsafeMutableRawPointer) {
        unsafe words = base.bindMemory(to: UInt64.self, capacity: TaskTrace.byteCount / 8)
    }

    /// A record, or the key of a group.
    struct Item: Equatable {
        let offset: UInt64
        let byteCount: Int
        /// Its last bytes.
        let tail: [UInt8]
    }

    /// What the job's code has at the moment; nil when it has nothing, or the worker is not careful.
    var item: Item? {
        guard unsafe words[TaskTrace.isInside] != 0 else { return nil }
        let length = unsafe Int(clamping: words[TaskTrace.length])
        let tail = unsafe UnsafeRawBufferPointer(
            start: words + TaskTrace.tail, count: min(length, TaskTrace.longestTail))
        return unsafe Item(offset: words[TaskTrace.offset], byteCount: length, tail: [UInt8](tail))
    }

    var beatCount: UInt64 { unsafe words[TaskTrace.beats] }
    /// Whether it waits for what another worker owes it.
    var isWaiting: Bool { unsafe words[TaskTrace.waits] != 0 }

    func beat() { unsafe words[TaskTrace.beats] &+= 1 }

    func setWaiting(_ isWaiting: Bool) { unsafe words[TaskTrace.waits] = isWaiting ? 1 : 0 }

    func enter(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        let count = min(bytes.count, TaskTrace.longestTail)
        if let base = bytes.baseAddress, count > 0 {
            unsafe UnsafeMutableRawPointer(words + TaskTrace.tail).copyMemory(
                from: base + (bytes.count - count), byteCount: count)
        }
        unsafe words[TaskTrace.offset] = offset
        unsafe words[TaskTrace.length] = UInt64(bytes.count)
        unsafe words[TaskTrace.isInside] = 1
        beat()
    }

    func leave() { unsafe words[TaskTrace.isInside] = 0 }

    /// For another worker in the seat.
    func reset() {
        leave()
        setWaiting(false)
    }
}

extension CurrentTask {
    // SAFETY: workers have one thread; elsewhere it is nil.
    nonisolated(unsafe) static var trace: TaskTrace?

    /// Whether the task was lost before, so that what the job's code has is published.
    static var isCareful: Bool { unsafe trace != nil && attempt > 1 }

    /// Something of the task is done that takes long: a block is written or read.
    static func beat() { unsafe trace?.beat() }

    /// Waits for what another worker owes this one: that it does nothing meanwhile is not its fault.
    static func waiting<R, Failure: Error>(_ body: () throws(Failure) -> R) throws(Failure) -> R {
        unsafe trace?.setWaiting(true)
        defer {
            unsafe trace?.setWaiting(false)
            unsafe trace?.beat()
        }
        return try body()
    }
}
