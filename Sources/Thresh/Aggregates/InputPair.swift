/// One input for each of two aggregates: what `Zipped` takes. A view is as good as a value.
public struct InputPair<First: ~Escapable, Second: ~Escapable>: ~Escapable {
    public var first: First
    public var second: Second

    @inlinable @_lifetime(copy first, copy second)
    public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }
}

extension InputPair: Escapable where First: Escapable, Second: Escapable {}
extension InputPair: BitwiseCopyable where First: BitwiseCopyable, Second: BitwiseCopyable {}
