internal import Platform

/// A fixed number of bitwise-copyable elements in memory that processes forked later share.
///
///     let histogram = try SharedArray<Int>(count: 256)
///     try histogram.withLock { _, bins in bins[7] += 1 }
///     let total = histogram.span[7]
///     for bin in histogram where bin > 0 { print(bin) }
///
/// It is a collection of its values, read one by one; `span` and `update` are for many at once.
///
/// Nothing is locked unless `withLock` is used: what two processes write to the same element at the same time, or read
/// while the other writes, is not defined. Give each its own range, or take the lock. A process killed between two
/// stores has done the first and not the second; with `withLock` the next owner is told.
///
/// The pages are allocated when it is made. Pointers among the elements mean nothing to other processes.
@safe public final class SharedArray<Element: BitwiseCopyable>: @unchecked Sendable {
    public let count: Int
    private let lock: SharedLock
    private let memory: SharedMemory
    private let elements: UnsafeMutablePointer<Element>

    /// Every byte is zero: 0, 0.0, false, and the first case of an enumeration. Where that is not a value of the type,
    /// use `init(repeating:count:)`.
    ///
    /// - Complexity: O(*n*).
    public init(count: Int) throws(SyncError) {
        precondition(count >= 0, "an array cannot have \(count) elements")
        self.count = count
        lock = try SharedLock()
        do {
            memory = try SharedMemory(byteCount: count * MemoryLayout<Element>.stride, name: "SharedArray")
        } catch {
            throw .system(error)
        }
        unsafe elements = memory.base.bindMemory(to: Element.self, capacity: count)
    }

    /// - Complexity: O(*n*).
    public convenience init(repeating element: Element, count: Int) throws(SyncError) {
        try self.init(count: count)
        unsafe elements.initialize(repeating: element, count: count)
    }

    /// Those of any collection, another array of this kind too.
    ///
    /// - Complexity: O(*n*).
    public convenience init(_ source: some Collection<Element>) throws(SyncError) {
        try self.init(count: source.count)
        unsafe _ = UnsafeMutableBufferPointer(start: elements, count: count).initialize(fromContentsOf: source)
    }

    /// - Complexity: O(1).
    public subscript(index: Int) -> Element {
        get {
            precondition(index >= 0 && index < count, "index \(index) of \(count) elements")
            return unsafe elements[index]
        }
        set {
            precondition(index >= 0 && index < count, "index \(index) of \(count) elements")
            unsafe elements[index] = newValue
        }
    }

    /// The elements, to read.
    ///
    /// - Complexity: O(1).
    public var span: Span<Element> {
        @_lifetime(borrow self)
        get {
            // SAFETY: the memory lives as long as this object, which the span borrows.
            let span = unsafe Span(_unsafeStart: UnsafePointer(elements), count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Runs `body` with the elements, to change, without a lock.
    ///
    /// - Complexity: O(1), beside `body`.
    @discardableResult
    public func withMutableSpan<R: ~Copyable>(_ body: (inout MutableSpan<Element>) throws -> R) rethrows -> R {
        // SAFETY: the memory lives longer than `body`.
        var span = unsafe MutableSpan(_unsafeStart: elements, count: count)
        return try body(&span)
    }

    /// Runs `body` with the elements, to change, holding the array's lock.
    ///
    /// - Complexity: O(1), beside `body` and the wait for the lock.
    /// - Throws: what `body` throws, or a `SyncError`.
    @discardableResult
    public func withLock<R: ~Copyable>(
        _ body: (SharedLock.Inheritance, inout MutableSpan<Element>) throws -> R
    ) throws -> R {
        try lock.withLock { inheritance in try withMutableSpan { span in try body(inheritance, &span) } }
    }
}
