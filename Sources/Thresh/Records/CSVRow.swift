/// A record of comma-separated values (RFC 4180), or of values that something else separates: a view of its fields.
///
///     let row = record.csv()
///     if let city = row.field(3) { output.emit(city.text(into: &scratch), 1) }
///
/// A field is quoted when its first byte is a quote; it ends with the next quote that is not doubled. A quote anywhere
/// else is an ordinary byte, and what follows a closing quote up to the separator belongs to the field. Finding fields
/// allocates nothing. `field` begins anew each time: take many fields from `fields`, in their order.
@safe public struct CSVRow: ~Escapable {
    /// The record, without its line end.
    public let bytes: ByteView
    let separator: UInt8

    @_lifetime(copy bytes)
    public init(_ bytes: ByteView, separator: UInt8 = UInt8(ascii: ",")) {
        self.bytes = bytes
        self.separator = separator
    }

    /// The fields in their order. There is always one, which may be empty.
    public var fields: CSVFields {
        @_lifetime(copy self) get { CSVFields(self) }
    }

    /// Field `index` (0-based); nil when there are fewer.
    /// - Complexity: O(bytes before the field's end).
    @_lifetime(copy self)
    public func field(_ index: Int) -> CSVField? {
        precondition(index >= 0, "index out of range")
        var fields = self.fields
        for _ in 0..<index { if !fields.skip() { return nil } }
        return fields.next()
    }

    /// - Complexity: O(bytes).
    public var fieldCount: Int {
        var fields = self.fields
        var count = 0
        while fields.skip() { count += 1 }
        return count
    }
}

extension Record {
    /// The record as comma-separated values, or those that `separator` separates.
    @_lifetime(copy self)
    public func csv(separator: UInt8 = UInt8(ascii: ",")) -> CSVRow { CSVRow(bytes, separator: separator) }
}
