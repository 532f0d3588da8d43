internal import CThresh

/// The fields of a row, from the first to the last.
///
///     while let field = fields.next() { … }
@safe public struct CSVFields: ~Escapable {
    /// SAFETY: of the row's view, which this depends on.
    private let base: UnsafePointer<UInt8>
    private let count: Int
    private let separator: UInt8
    /// Where the next field begins; one behind the end when there is none.
    private var start = 0
    /// Separators among the 64 bytes from `window` on, at `start` or behind it.
    private var separators: UInt64
    private var window = 0

    @_lifetime(copy row)
    init(_ row: CSVRow) {
        unsafe base = row.bytes.base
        count = row.bytes.count
        separator = row.separator
        separators = unsafe thresh_equal_mask_of(base, count, separator)
    }

    /// nil behind the last.
    @_lifetime(copy self)
    public mutating func next() -> CSVField? {
        let first = start
        guard let end = pass() else { return nil }
        // SAFETY: both lie within the row.
        return unsafe CSVField(ByteView(unsafeStart: base + first, count: end - first))
    }

    /// Passes over a field; returns whether there was one.
    @_lifetime(self: copy self)
    public mutating func skip() -> Bool { pass() != nil }

    /// Goes to the next field, and returns where this one ends.
    @inline(__always) @_lifetime(self: copy self)
    private mutating func pass() -> Int? {
        if start > count { return nil }
        if start < count, unsafe base[start] == UInt8(ascii: "\"") {
            // What the quotes enclose separates nothing.
            move(to: unsafe CSVQuotes.end(base, from: start, count: count))
        }
        while separators == 0 {
            window += 64
            if window >= count {
                start = count + 1
                return count
            }
            separators = unsafe thresh_equal_mask_of(base + window, count - window, separator)
        }
        let end = window + separators.trailingZeroBitCount
        separators &= separators &- 1
        start = end + 1
        return end
    }

    /// Forgets the separators before `position`.
    @inline(__always) @_lifetime(self: copy self)
    private mutating func move(to position: Int) {
        if position - window >= 64 {
            window = position
            separators = unsafe thresh_equal_mask_of(base + window, count - window, separator)
        } else {
            separators &= ~0 << UInt64(position - window)
        }
    }
}
