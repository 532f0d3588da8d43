/// One of the bytes that `Sample` has chosen, and where they are.
public struct SampledBytes: Equatable, Sendable {
    public let bytes: [UInt8]
    public let source: Int
    public let offset: UInt64
}
