/// What the values of one key amount to: a count, a mean, a sketch of quantiles.
///
/// An aggregate starts empty, takes inputs one by one, and is merged with others: when a mapper spills and at every
/// merge, in any order and grouping. So these laws must hold, or results depend on chance:
///
/// - `merge` is associative and commutative;
/// - merging an empty aggregate changes nothing;
/// - adding inputs to two aggregates and merging them gives what adding all inputs to one gives.
///
/// An aggregate of fixed size that holds no references should be a `FixedAggregate`, which is kept beside its key.
public protocol Aggregate {
    /// May be a view, such as `ByteView`, which is copied where it must last.
    associatedtype Input: ~Escapable
    associatedtype Result

    /// - Complexity: O(1) in the aggregates of this library, amortised, where they say nothing else: it is called for each
    ///   pair.
    mutating func add(_ input: Input)
    /// - Complexity: O(1) for an aggregate of fixed size; else O(size of both) at most, where they say nothing else.
    mutating func merge(_ other: Self)

    /// - Complexity: O(size) where an aggregate says nothing else.
    var result: Result { get }

    /// Bytes that the aggregate holds outside itself, about: what counts against a mapper's memory. O(1).
    var heapBytes: Int { get }

    /// Appends all of its state, parameters too, so that `init(decoding:)` can make an equal one in another process.
    ///
    /// - Complexity: O(size), as that of `init(decoding:)`.
    func encode(into bytes: inout ByteBuffer)
    /// What `encode` wrote; nil when the bytes are of another format or version.
    init?(decoding bytes: ByteView)
}

/// An aggregate without parameters: there is one empty value.
public protocol DefaultAggregate: Aggregate {
    init()
}

/// An aggregate of fixed size, folded in place beside its key: what counting and summing is fastest with.
public protocol FixedAggregate: DefaultAggregate, BitwiseCopyable where Input: BitwiseCopyable & Escapable {}

extension FixedAggregate {
    @inlinable public var heapBytes: Int { 0 }

    /// The bytes of the value in memory: good within a machine. Aggregates that are exchanged define a format.
    @inlinable public func encode(into bytes: inout ByteBuffer) {
        unsafe withUnsafeBytes(of: self) { unsafe bytes.append($0) }
    }

    @inlinable public init?(decoding bytes: ByteView) {
        guard bytes.count == MemoryLayout<Self>.size else { return nil }
        self = unsafe bytes.rawBuffer.loadUnaligned(as: Self.self)
    }
}
