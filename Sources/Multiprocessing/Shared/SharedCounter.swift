internal import Platform
internal import Synchronization

/// A number that processes add to without a lock; shared by those forked after it was made.
///
///     let done = try SharedCounter()
///     done.add(1)
///     print(done.value)
///
/// Each operation is one atomic instruction: a process killed in it has done it or not, and nobody ever waits. Overflow
/// wraps around. It orders nothing but itself only: for "counter and something else", use `SharedMutex`.
@safe public final class SharedCounter: @unchecked Sendable {
    private let memory: SharedBlock
    // SAFETY: a word of `memory`, which this object keeps.
    private let word: UnsafeMutablePointer<Atomic<Int>>

    public init(_ value: Int = 0) throws(SyncError) {
        do { memory = try SharedBlock(byteCount: 64, name: "SharedCounter") } catch { throw .system(error) }
        unsafe word = memory.base.bindMemory(to: Atomic<Int>.self, capacity: 1)
        unsafe word.initialize(to: Atomic(value))
    }

    public var value: Int {
        get { unsafe word.pointee.load(ordering: .sequentiallyConsistent) }
        @available(
            *, unavailable,
            message: "reading and writing are two steps: write counter.add(1), or counter.exchange(0) to store"
        )
        set { fatalError() }
    }

    /// Adds, and returns the sum.
    @discardableResult
    public func add(_ amount: Int) -> Int {
        unsafe word.pointee.wrappingAdd(amount, ordering: .sequentiallyConsistent).newValue
    }

    /// Stores `value`, and returns what was there.
    @discardableResult
    public func exchange(_ value: Int) -> Int {
        unsafe word.pointee.exchange(value, ordering: .sequentiallyConsistent)
    }

    /// Stores `value` if the counter is `expected`; returns whether it was.
    @discardableResult
    public func compareExchange(expected: Int, with value: Int) -> Bool {
        unsafe word.pointee.compareExchange(
            expected: expected, desired: value, ordering: .sequentiallyConsistent
        ).exchanged
    }

    /// Stores `value` if it is larger, and returns the larger of the two.
    @discardableResult
    public func raise(to value: Int) -> Int {
        unsafe word.pointee.max(value, ordering: .sequentiallyConsistent).newValue
    }
}

extension SharedCounter: CustomStringConvertible {
    /// "SharedCounter(5)".
    public var description: String { "SharedCounter(\(value))" }
}
