/// Folds two values of one key into one. It runs when a pair is emitted, when a mapper spills, and at every merge, in
/// any order and grouping: so it must be associative and commutative, or results depend on chance.
public protocol Combiner {
    /// A fixed number of bytes, kept in the table beside its key.
    associatedtype Value: BitwiseCopyable

    static func combine(_ total: inout Value, _ next: Value)
}


/// As `Combiner`, for values of any length.
public protocol BytesCombiner {
    /// Appends to `result` what `a` and `b` together amount to.
    static func combine(_ a: ByteView, _ b: ByteView, into result: inout ByteBuffer)
}
