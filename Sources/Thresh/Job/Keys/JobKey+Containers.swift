/// nil is 0 and comes first; a value follows 1.
extension Optional: JobValue where Wrapped: JobKey {}

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

/// Each element follows 1, and 0 ends them: the order is lexicographic.
extension Array: JobValue where Element: JobKey {}

extension Array: JobKey where Element: JobKey {
    @inlinable public func encodePart(into key: inout ByteBuffer) {
        for element in self {
            key.append(1)
            element.encodePart(into: &key)
        }
        key.append(0)
    }

    @inlinable public init(decodingPart reader: inout KeyReader) {
        self.init()
        while reader.readByte() != 0 { append(Element(decodingPart: &reader)) }
    }
}
