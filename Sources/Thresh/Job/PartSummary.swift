/// What is known of a finished part file.
public struct PartSummary: Sendable, Equatable {
    public let rows: UInt64
    public let byteCount: UInt64
    /// XXH3-64 of the file.
    public let checksum: UInt64
}
