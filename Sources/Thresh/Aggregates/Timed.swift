/// A value with its time, or whatever else it is ordered by: the input of `First` and `Last`.
public struct Timed<Time: Comparable & BitwiseCopyable, Value: BitwiseCopyable>: BitwiseCopyable {
    public var time: Time
    public var value: Value

    @inlinable public init(_ time: Time, _ value: Value) {
        self.time = time
        self.value = value
    }
}

extension Timed: Sendable where Time: Sendable, Value: Sendable {}

extension Timed: Equatable where Value: Equatable {}

/// By time, then by value.
extension Timed: Comparable where Value: Comparable {
    @inlinable public static func < (a: Timed, b: Timed) -> Bool {
        a.time < b.time || (a.time == b.time && a.value < b.value)
    }
}
