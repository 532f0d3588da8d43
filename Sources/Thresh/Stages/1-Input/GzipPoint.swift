/// A place in a gzip file from which decoding can begin: where a member does, or a deflate block within one.
package struct GzipPoint: Sendable, Equatable, BitwiseCopyable {
    package enum Kind: UInt32, Sendable {
        case member = 0
        case block = 1
    }

    /// Of the file, before it.
    package var bits: UInt64
    /// Decompressed bytes of the file before it.
    package var produced: UInt64
    /// Where in the file the member begins that it lies in.
    package var memberStart: UInt64
    /// Where the bytes that a block may refer back to are kept, compressed.
    package var windowOffset: UInt64
    package var windowLength: UInt32
    /// Decompressed bytes of the member before it, modulo 2³², and their CRC-32.
    package var memberBytes: UInt32
    package var checksum: UInt32
    /// A `Kind`, as memory that processes share holds it.
    package var rawKind: UInt32

    package var kind: Kind { Kind(rawValue: rawKind) ?? .member }
    /// Where in the file reading begins.
    package var byte: UInt64 { bits / 8 }
    package var windowEnd: UInt64 { windowOffset + UInt64(windowLength) }

    /// Where a member begins, or the file ends.
    package static func member(at byte: UInt64, produced: UInt64, windowOffset: UInt64) -> GzipPoint {
        GzipPoint(
            bits: byte * 8, produced: produced, memberStart: byte, windowOffset: windowOffset, windowLength: 0,
            memberBytes: 0, checksum: 0, rawKind: Kind.member.rawValue)
    }
}
