public import Thresh

/// The wanted fields of one line, in the order they were asked for. Valid only within the call that gave it.
@safe public struct LineFields: ~Escapable {
    @usableFromInline let base: UnsafePointer<UInt8>
    @usableFromInline let length: Int
    @usableFromInline let slots: UnsafePointer<FieldSlot>
    /// How many fields were asked for.
    public let count: Int

    @unsafe @inlinable @_lifetime(immortal)
    init(base: UnsafePointer<UInt8>, length: Int, slots: UnsafePointer<FieldSlot>, count: Int) {
        unsafe self.base = base
        self.length = length
        unsafe self.slots = slots
        self.count = count
    }

    /// The line without its end.
    @inlinable public var line: ByteView {
        @_lifetime(copy self) get { unsafe ByteView(unsafeStart: base, count: length) }
    }

    @inlinable public subscript(index: Int) -> FieldValue {
        @_lifetime(copy self) get {
            precondition(index >= 0 && index < count, "no such field was asked for")
            // SAFETY: checked above; there are `count` slots.
            return unsafe FieldValue(line: base, slot: slots[index])
        }
    }
}

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

    /// A word that is not in the line.
    mutating func note(_ word: StaticString) {
        start = 0
        end = UInt32(word.utf8CodeUnitCount)
        form = .constant
        value = unsafe Int64(Int(bitPattern: word.utf8Start))
    }
}
