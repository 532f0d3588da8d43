/// Two ends that belong together. Take them out as `first` and `second`, or keep one and close the other.
@frozen public struct ConnectionPair<First: ~Copyable, Second: ~Copyable>: ~Copyable {
    public let first: First
    public let second: Second

    init(_ first: consuming First, _ second: consuming Second) {
        self.first = first
        self.second = second
    }

    /// Closes the second end and keeps the first: what a parent does once a child has been forked that uses the second.
    public consuming func keepingFirst() -> First { first }

    /// Closes the first end and keeps the second.
    public consuming func keepingSecond() -> Second { second }
}
