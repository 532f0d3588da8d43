internal import Thresh

/// Integers as text.
enum DecimalText {
    /// REQUIRES: `value` is not negative.
    static func append(_ value: Int, to buffer: inout ByteBuffer) {
        if value >= 10 { append(value / 10, to: &buffer) }
        buffer.append(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
