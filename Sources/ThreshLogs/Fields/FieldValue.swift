public import Thresh

/// A field of the line at hand. Valid only within the call that gave the line.
///
/// Nothing is converted before it is asked for, except what was checked on the way: integers, numbers and times.
@safe public struct FieldValue: ~Escapable {
    @usableFromInline let line: UnsafePointer<UInt8>
    @usableFromInline let slot: FieldSlot

    @unsafe @inlinable @_lifetime(immortal)
    init(line: UnsafePointer<UInt8>, slot: FieldSlot) {
        unsafe self.line = line
        self.slot = slot
    }

    /// Not in the line, or marked there as missing.
    @inlinable public var isNull: Bool { slot.form.rawValue <= FieldForm.mark.rawValue }

    /// The bytes as they are in the line: without quotes around them, but with escapes. Empty for null.
    @inlinable public var bytes: ByteView {
        @_lifetime(copy self) get {
            if slot.form == .constant {
                // SAFETY: a static text, of that length.
                return unsafe ByteView(
                    unsafeStart: UnsafePointer(bitPattern: Int(slot.value))!, count: Int(slot.end &- slot.start))
            }
            // SAFETY: the extractor keeps slots within the line, which outlives this view.
            let (start, end) = isNull ? (0, 0) : (Int(slot.start), Int(slot.end))
            return unsafe ByteView(unsafeStart: line + start, count: end &- start)
        }
    }

    /// Whether `bytes` differ from the text they stand for; then `appendText(to:)` tells.
    @inlinable public var isEscaped: Bool {
        slot.form == .jsonEscaped || slot.form == .backslashed || slot.form == .quotedCell || slot.form == .byteArray
    }

    /// Appends the text without escapes.
    public func appendText(to buffer: inout ByteBuffer) {
        switch slot.form {
        case .jsonEscaped: Escapes.appendJSON(bytes, to: &buffer)
        case .backslashed: Escapes.appendBackslashed(bytes, to: &buffer)
        case .byteArray: Escapes.appendByteArray(bytes, to: &buffer)
        case .quotedCell: CSVQuotes.append(bytes, to: &buffer)
        default: buffer.append(bytes)
        }
    }

    /// The value of a field that was found to be an integer when the line was read; and that of a number that is none.
    @inlinable public var readInteger: Int64? { slot.form == .integer ? slot.value : nil }
    @inlinable public var readNumber: Double? {
        slot.form == .number ? Double(bitPattern: UInt64(bitPattern: slot.value)) : nil
    }

    /// nil when it is null or no integer.
    @inlinable public var integer: Int? {
        slot.form == .integer
            ? Int(slot.value) : (slot.form == .plain || slot.form == .bare ? bytes.integer : nil)
    }

    /// nil when it is null or no number. A duration is in seconds.
    public var number: Double? {
        switch slot.form {
        case .number: Double(bitPattern: UInt64(bitPattern: slot.value))
        case .integer: Double(slot.value)
        case .plain, .bare: NumberText.value(of: bytes)
        default: nil
        }
    }

    /// nil when it is null or not a field of type time.
    @inlinable public var time: Timestamp? {
        slot.form == .time ? Timestamp(ticks: slot.value) : nil
    }
}
