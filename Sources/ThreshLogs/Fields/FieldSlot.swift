/// Where a wanted field is in the line that was extracted last, and what is already known of its value.
@usableFromInline
struct FieldSlot: BitwiseCopyable {
    @usableFromInline var start: UInt32 = 0
    @usableFromInline var end: UInt32 = 0
    @usableFromInline var form: FieldForm = .null
    /// The value of an integer, nanoseconds since 1970 of a time, the bits of a number or duration; where a
    /// constant is.
    @usableFromInline var value: Int64 = 0

    @inlinable init() {}
}
