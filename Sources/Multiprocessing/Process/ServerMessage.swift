internal import Platform

/// What a fork server tells of a child, in a fixed form.
enum ServerMessage {
    /// How the child ended: signal and exit code in 4 bytes each, peak memory and nanoseconds of processor
    /// time in 8, little endian.
    static func bytes(_ ending: Fork.Ending) -> [UInt8] {
        var bytes: [UInt8] = []
        for (value, size) in [
            (UInt64(ending.signal), 4), (UInt64(ending.code), 4), (ending.peakResidentBytes, 8),
            (UInt64(ending.processorTime.nanoseconds), 8),
        ] {
            for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
        }
        return bytes
    }

    /// The pid in 4 bytes; the pidfd goes with it.
    static func started(_ pid: Int32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: pid >> ($0 * 8)) } }

    static func pid(_ bytes: [UInt8]) -> Int32 { Int32(truncatingIfNeeded: integer(bytes, 0..<4)) }

    /// An errno in 4 bytes; no descriptor goes with it.
    static func refused(_ code: Int32) -> [UInt8] { started(code) }

    static func failure(_ bytes: [UInt8]) -> Int32 { pid(bytes) }

    static func ending(_ bytes: [UInt8]) -> Fork.Ending {
        Fork.Ending(
            signal: Int32(truncatingIfNeeded: integer(bytes, 0..<4)),
            code: Int32(truncatingIfNeeded: integer(bytes, 4..<8)), peakResidentBytes: integer(bytes, 8..<16),
            processorTime: .nanoseconds(Int64(integer(bytes, 16..<24))))
    }

    private static func integer(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        bytes.count >= range.upperBound ? bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } : 0
    }
}
