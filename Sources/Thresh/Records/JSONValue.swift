/// A value in a JSON document that is somebody else's bytes: nothing is parsed before it is asked for, and nothing is
/// allocated. A line of JSON is `JSONValue(record.bytes)`, or `record.json`.
///
///     guard let status = try record.json.value(at: "response.status")?.integer else { return }
///
/// What a question passes over is checked only so far as finding its way takes: names, numbers, words, commas of the
/// objects and arrays it walks through, closed quotes and brackets of those it skips. `validate` checks everything.
/// Bad JSON is a `JSONError` with its offset. Not for documents that are asked many questions: each begins anew.
public struct JSONValue: ~Escapable {
    public enum Kind: Sendable { case null, boolean, number, string, array, object }

    @usableFromInline let scanner: JSONStructure
    /// Positions in the document. What is between them has no space at its ends.
    @usableFromInline let start: Int
    @usableFromInline let end: Int

    /// The one value that `bytes` hold, with space around it or not. Throws when none begins there, or when another
    /// follows a number or word or string; what follows an object or array is found when its end is reached.
    @_lifetime(copy bytes)
    public init(_ bytes: ByteView) throws(JSONError) {
        let whole = unsafe JSONStructure(bytes.base, end: bytes.count)
        let start = whole.skippingSpace(from: 0)
        var end = bytes.count
        while end > start, JSONStructure.isSpace(whole.byte(end - 1)) { end -= 1 }
        let scanner = unsafe JSONStructure(bytes.base, end: end)
        let first = scanner.byte(start)
        if first != UInt8(ascii: "{") && first != UInt8(ascii: "[") {
            let found = try scanner.endOfValue(from: start)
            if found < end { throw JSONError(reason: .extraBytes, offset: found) }
        }
        self.scanner = scanner
        self.start = start
        self.end = end
    }

    /// REQUIRES: the scanner's bytes live at least as long as the value, and a value of the kind that its first byte says
    /// is between `start` and `end`, or of an object or array at least the beginning.
    @unsafe @_lifetime(immortal)
    init(unsafe scanner: JSONStructure, _ start: Int, _ end: Int) {
        self.scanner = scanner
        self.start = start
        self.end = end
    }

    public var kind: Kind {
        switch scanner.byte(start) {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .boolean
        case UInt8(ascii: "n"): .null
        default: .number
        }
    }

    /// As it is written.
    public var source: ByteView {
        @_lifetime(copy self) get { unsafe ByteView(unsafeStart: scanner.base + start, count: end - start) }
    }

    /// In bytes from the document's beginning.
    public var offset: Int { start }

    public var isNull: Bool { kind == .null }

    /// nil when it is no boolean.
    public var boolean: Bool? { kind == .boolean ? scanner.byte(start) == UInt8(ascii: "t") : nil }

    /// nil when it is no number, has a point or an exponent, or does not fit.
    public var integer: Int? { kind == .number ? source.integer : nil }

    /// The nearest double; nil when it is no number, or larger than any double.
    public var double: Double? { kind == .number ? source.double : nil }

    /// What a string says; nil when it is no string. `scratch` is used only where there are escapes, and may not be
    /// changed as long as the text is in use. Half a surrogate pair becomes U+FFFD; that bytes are UTF-8 is not checked.
    @_lifetime(copy self, &scratch)
    public func text(into scratch: inout ByteBuffer) throws(JSONError) -> ByteView? {
        guard kind == .string else { return nil }
        let raw = JSONText(scanner, start + 1, end - 1)
        if !raw.hasEscapes { return unsafe ByteView(unsafeStart: scanner.base + start + 1, count: end - start - 2) }
        scratch.removeAll()
        scratch.reserve(end - start)
        var cursor = raw.cursor
        while let byte = try raw.next(&cursor) { scratch.append(byte) }
        return unsafe ByteView(scratch.rawBuffer)
    }

    /// What a string says, in memory of its own; nil when it is no string.
    public var string: String? {
        get throws(JSONError) {
            var scratch = ByteBuffer(capacity: 0)
            guard let text = try text(into: &scratch) else { return nil }
            return String(text)
        }
    }
}

extension Record {
    /// The record as JSON: for lines that each hold a document.
    public var json: JSONValue {
        @_lifetime(copy self) get throws(JSONError) { try JSONValue(bytes) }
    }
}
