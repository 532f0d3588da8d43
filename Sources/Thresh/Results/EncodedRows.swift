internal import Platform

/// Takes rows of two cells, an encoded key and an encoded value, out of the bytes of part files that arrive in pieces:
/// how typed results come back to the program that asked, and how one stage hands pairs to the next.
struct EncodedRows: ~Copyable {
    private var lines = WholeLines()
    private var key = ByteBuffer()
    private var value = ByteBuffer()

    /// Calls `body` with the key and the value of each row that ends in `piece`; valid during the call.
    mutating func add(_ piece: UnsafeRawBufferPointer, _ body: (ByteView, ByteView) throws -> Void) throws {
        var key = ByteBuffer(capacity: 0)
        var value = ByteBuffer(capacity: 0)
        swap(&key, &self.key)
        swap(&value, &self.value)
        defer {
            swap(&key, &self.key)
            swap(&value, &self.value)
        }
        try unsafe lines.addLines(piece) { row in
            guard let tab = row.firstIndex(of: UInt8(ascii: "\t")) else {
                throw ThreshError(.software, "a row of an intermediate result has one cell instead of two")
            }
            key.removeAll()
            key.append(unescaping: row.slice(0, tab))
            value.removeAll()
            value.append(unescaping: row.slice(tab + 1, row.count))
            try body(key.view, value.view)
        }
    }
}

extension ByteBuffer {
    /// Appends a row as `PartWriter.writeEncoded` writes it.
    @usableFromInline mutating func append(encodedKey key: ByteView, value: ByteView) {
        append(escaping: key)
        append(UInt8(ascii: "\t"))
        append(escaping: value)
        append(UInt8(ascii: "\n"))
    }
}

extension PartWriter {
    /// Writes a row of an encoded key and an encoded value.
    @inlinable
    mutating func writeEncoded(_ key: ByteView, _ value: ByteView) {
        writeCell(key)
        tab()
        writeCell(value)
        endRow()
    }
}
