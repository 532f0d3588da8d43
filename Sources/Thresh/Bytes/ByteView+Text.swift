/// ASCII characters where the byte of one is meant: `line.field(8, separator: " ")`.
extension ByteView {
    /// Where an ASCII character first is at or after `start`; nil when it is not there. REQUIRES: below U+0080.
    @inlinable public func firstIndex(of character: Unicode.Scalar, from start: Int = 0) -> Int? {
        firstIndex(of: UInt8(ascii: character), from: start)
    }

    /// Field `index` (0-based) of those that an ASCII character divides the bytes into; nil when there are fewer.
    /// - Complexity: O(bytes before the field's end).
    @inlinable @_lifetime(copy self)
    public func field(_ index: Int, separator: Unicode.Scalar) -> ByteView? {
        field(index, separator: UInt8(ascii: separator))
    }

    /// Copies of all the fields that an ASCII character divides the bytes into, empty ones too: for code that may
    /// allocate.
    public func strings(separatedBy separator: Unicode.Scalar) -> [String] {
        var strings: [String] = []
        var start = 0
        while let end = firstIndex(of: separator, from: start) {
            strings.append(String(slice(start, end)))
            start = end + 1
        }
        strings.append(String(slice(start, count)))
        return strings
    }
}

extension Optional where Wrapped == ByteView {
    /// A copy of the bytes as UTF-8; nil where there are none.
    @inlinable public var text: String? {
        guard let self else { return nil }
        return String(self)
    }
}
