/// What `init(from:)` reads fields from.
struct KeyedReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let decoder: ValueDecoder
    private let entries: [(key: Int, offset: Int)]
    private let end: Int
    /// Where the last key was found: the next is most often there or right behind it.
    private let cursor = Cursor()

    private final class Cursor { var index = 0 }

    init(decoder: ValueDecoder, range: Range<Int>) throws {
        self.decoder = decoder
        end = range.upperBound
        let reader = decoder.reader
        var entries: [(key: Int, offset: Int)] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let key = try reader.varint(at: &position, limit: range.upperBound)
            guard key < UInt64(reader.keys.count) else { throw reader.malformed(position, "there is no key \(key)") }
            entries.append((Int(key), position))
            _ = try reader.value(at: &position, limit: range.upperBound)
        }
        self.entries = entries
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { entries.compactMap { Key(stringValue: decoder.reader.keys[$0.key]) } }

    func contains(_ key: Key) -> Bool { find(key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
        if case .null = try value(key) { true } else { false }
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try at(key).get(type) }
    func decode(_ type: Int128.Type, forKey key: Key) throws -> Int128 { try at(key).get(type) }
    func decode(_ type: UInt128.Type, forKey key: Key) throws -> UInt128 { try at(key).get(type) }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try at(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try at(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        guard let offset = find(IndexKey.superclass.stringValue) else { throw missing(IndexKey.superclass) }
        return try decoder.inner(value(offset), IndexKey.superclass)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try at(key) }

    private func at(_ key: Key) throws -> ValueDecoder { try decoder.inner(value(key), key) }

    private func value(_ key: Key) throws -> WireValue {
        guard let offset = find(key.stringValue) else { throw missing(key) }
        return try value(offset)
    }

    private func value(_ offset: Int) throws -> WireValue {
        var position = offset
        return try decoder.reader.value(at: &position, limit: end)
    }

    private func find(_ key: String) -> Int? {
        let keys = decoder.reader.keys
        for index in [cursor.index..<entries.count, 0..<cursor.index].joined() where keys[entries[index].key] == key {
            cursor.index = index
            return entries[index].offset
        }
        return nil
    }

    private func missing(_ key: any CodingKey) -> DecodingError {
        .keyNotFound(key, .init(codingPath: codingPath, debugDescription: "there is no such key"))
    }
}
