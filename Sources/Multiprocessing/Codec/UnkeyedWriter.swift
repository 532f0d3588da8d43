/// What `encode(to:)` writes elements to.
struct UnkeyedWriter: UnkeyedEncodingContainer {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.count }

    mutating func encodeNil() { encoder.putNil(key: nil) }
    mutating func encode<T: Encodable>(_ value: T) throws { try encoder.put(value, key: nil) }
    mutating func encode(_ value: Int128) throws { try encoder.put(value, key: nil) }
    mutating func encode(_ value: UInt128) throws { try encoder.put(value, key: nil) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        encoder.nested(key: nil).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        encoder.nested(key: nil).unkeyedContainer()
    }
    mutating func superEncoder() -> any Encoder { encoder.nested(key: nil) }
}
