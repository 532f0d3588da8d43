/// What `encode(to:)` writes fields to.
struct KeyedWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: ValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    mutating func encodeNil(forKey key: Key) { encoder.putNil(key: key) }
    // One generic method stands for the requirement of each type.
    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws { try encoder.put(value, key: key) }
    mutating func encode(_ value: Int128, forKey key: Key) throws { try encoder.put(value, key: key) }
    mutating func encode(_ value: UInt128, forKey key: Key) throws { try encoder.put(value, key: key) }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy keyType: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        encoder.nested(key: key).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder.nested(key: key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder.nested(key: IndexKey.superclass) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { encoder.nested(key: key) }
}
