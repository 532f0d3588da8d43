/// nil is 0 and comes first; a value follows 1.
extension Optional: JobValue where Wrapped: JobValue {
    @inlinable public func encode(into bytes: inout ByteBuffer) {
        guard let wrapped = self else { return bytes.append(0) }
        bytes.append(1)
        wrapped.encode(into: &bytes)
    }

    @inlinable public init(decoding bytes: ByteView) {
        self = bytes[0] == 0 ? nil : Wrapped(decoding: bytes.slice(1, bytes.count))
    }
}

extension Optional: JobKey where Wrapped: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) {
        guard let wrapped = self else { return key.append(0) }
        key.append(1)
        wrapped.encodePart(into: &key)
    }

    @inlinable public init(decodingPart reader: inout KeyReader) {
        self = reader.readByte() == 0 ? nil : Wrapped(decodingPart: &reader)
    }
}

/// Each element follows 1, encoded as text is, and 0 ends them: the order is lexicographic where the elements have one.
extension Array: JobValue where Element: JobValue {
    @inlinable public func encode(into bytes: inout ByteBuffer) {
        var element = ByteBuffer(capacity: 64)
        for value in self {
            element.removeAll()
            value.encode(into: &element)
            bytes.append(1)
            unsafe bytes.append(ordered: ByteView(element.rawBuffer))
        }
        bytes.append(0)
    }

    @inlinable public init(decoding bytes: ByteView) {
        var reader = KeyReader(bytes)
        self.init(elementsFrom: &reader)
    }

    @inlinable init(elementsFrom reader: inout KeyReader) {
        self.init()
        while reader.readByte() != 0 {
            let text = reader.readText()
            append(unsafe text.withUnsafeBytes { unsafe Element(decoding: ByteView($0)) })
        }
    }
}

extension Array: JobKey where Element: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) { encode(into: &key) }
    @inlinable public init(decodingPart reader: inout KeyReader) { self.init(elementsFrom: &reader) }
}
