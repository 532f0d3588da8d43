extension ByteView {
    /// As with a byte, of an ASCII character: `line.field(8, separator: " ")`. Stops the process when it is none.
    @inlinable @_lifetime(copy self)
    public func field(_ index: Int, separator: Unicode.Scalar) -> ByteView? {
        field(index, separator: UInt8(ascii: separator))
    }

    /// As with a byte, of an ASCII character. Stops the process when it is none.
    @inlinable public func firstIndex(of character: Unicode.Scalar, from start: Int = 0) -> Int? {
        firstIndex(of: UInt8(ascii: character), from: start)
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
