/// Up to eight bytes, to compare in one step.
struct ShortBytes: BitwiseCopyable {
    var word: UInt64 = 0
    var mask: UInt64 = 0
    var count = 0

    init() {}

    /// REQUIRES: at most eight bytes.
    init(_ bytes: ArraySlice<UInt8>) {
        for byte in bytes.reversed() { word = word << 8 | UInt64(byte) }
        mask = bytes.count == 8 ? .max : (1 << UInt64(8 * bytes.count)) - 1
        count = bytes.count
    }

    var bytes: [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }

    var firstByte: UInt8 { UInt8(truncatingIfNeeded: word) }
}
