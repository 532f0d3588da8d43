internal import Platform

/// What a fork server tells of a child, in a fixed form.
enum ServerMessage {
    /// How the child ended: signal and exit code in 4 bytes each, peak memory in 8, little endian.
    static func bytes(_ ending: Fork.Ending) -> [UInt8] {
        var bytes: [UInt8] = []
        for (value, size) in [(UInt64(ending.signal), 4), (UInt64(ending.code), 4), (ending.peakResidentBytes, 8)] {
            for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
        }
        return bytes
    }

    static func ending(_ bytes: [UInt8]) -> Fork.Ending {
        func integer(_ range: Range<Int>) -> UInt64 {
            bytes.indices.contains(range.upperBound - 1)
                ? bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } : 0
        }
        return Fork.Ending(
            signal: Int32(truncatingIfNeeded: integer(0..<4)), code: Int32(truncatingIfNeeded: integer(4..<8)),
            peakResidentBytes: integer(8..<16))
    }
}
