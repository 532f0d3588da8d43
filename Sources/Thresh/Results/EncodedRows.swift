internal import Platform

/// Takes rows of two cells, an encoded key and an encoded value, out of the bytes of part files that arrive in pieces:
/// how typed results come back to the program that asked, and how one stage hands pairs to the next.
struct EncodedRows: ~Copyable {
    /// The beginning of a row whose end has not arrived.
    private var rest = ByteBuffer()
    private var key = ByteBuffer()
    private var value = ByteBuffer()

    typealias Body = (ByteView, ByteView) throws -> Void

    /// Calls `body` with the key and the value of each row that ends in `piece`; valid during the call.
    mutating func add(_ piece: UnsafeRawBufferPointer, _ body: Body) throws {
        var start = 0
        while let length = unsafe findByte(10, piece.bytes + start, piece.count - start) {
            let end = unsafe UnsafeRawBufferPointer(rebasing: piece[start..<start + length])
            if rest.count == 0 {
                try unsafe take(end, body)
            } else {
                unsafe rest.append(end)
                try unsafe take(rest.rawBuffer, body)
                rest.removeAll()
            }
            start += length + 1
        }
        unsafe rest.append(UnsafeRawBufferPointer(rebasing: piece[start...]))
    }

    private mutating func take(_ row: UnsafeRawBufferPointer, _ body: Body) throws {
        try unsafe decode(row)
        try unsafe body(ByteView(key.rawBuffer), ByteView(value.rawBuffer))
    }

    private mutating func decode(_ row: UnsafeRawBufferPointer) throws(ThreshError) {
        let view = unsafe ByteView(row)
        guard let tab = view.firstIndex(of: UInt8(ascii: "\t")) else {
            throw ThreshError(.software, "a row of an intermediate result has one cell instead of two")
        }
        key.removeAll()
        key.append(unescaping: view.slice(0, tab))
        value.removeAll()
        value.append(unescaping: view.slice(tab + 1, view.count))
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
