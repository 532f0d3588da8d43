/// Where a wanted field is in the line that was extracted last, and what is already known of its value.
@usableFromInline
struct FieldSlot: BitwiseCopyable {
    @usableFromInline var start: UInt32 = 0
    @usableFromInline var end: UInt32 = 0
    @usableFromInline var form: FieldForm = .null
    /// The value of an integer, nanoseconds since 1970 of a time, the bits of a number or duration.
    @usableFromInline var value: Int64 = 0

    @inlinable init() {}
}

/// How a field's bytes are written, and whether its value has been read.
@usableFromInline
enum FieldForm: UInt8, BitwiseCopyable {
    /// Not in the line, or marked as missing.
    case null
    /// The bytes are the text.
    case plain
    /// Text with the escapes of JSON.
    case jsonEscaped
    /// Text of a quoted CSV cell, its quotes doubled.
    case quotesDoubled
    /// Checked; the value is in the slot.
    case integer
    case number
    case time
}
