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
