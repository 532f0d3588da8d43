/// What `encode(to:)` writes its one value to.
struct SingleWriter: SingleValueEncodingContainer {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil() throws {
        try checkFirst()
        encoder.putNil(key: nil)
    }

    mutating func encode<T: Encodable>(_ value: T) throws {
        try checkFirst()
        try encoder.put(value, key: nil)
    }

    mutating func encode(_ value: Int128) throws {
        try checkFirst()
        try encoder.put(value, key: nil)
    }

    mutating func encode(_ value: UInt128) throws {
        try checkFirst()
        try encoder.put(value, key: nil)
    }

    private func checkFirst() throws {
        if encoder.count > 0 {
            throw MessageCodingError.invalidValue(
                path: MessageCodingError.text(codingPath),
                reason: "more than one value was encoded where one is allowed")
        }
    }
}
