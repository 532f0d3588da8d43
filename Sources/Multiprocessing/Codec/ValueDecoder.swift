/// The decoder of one value.
struct ValueDecoder: Decoder, SingleValueDecodingContainer {
    let reader: WireReader
    let value: WireValue
    let sendableUserInfo: [CodingUserInfoKey: any Sendable]
    let path: CodingPath?
    let depth: Int

    init(
        reader: WireReader, value: WireValue, userInfo: [CodingUserInfoKey: any Sendable], path: CodingPath?, depth: Int
    ) {
        self.reader = reader
        self.value = value
        sendableUserInfo = userInfo
        self.path = path
        self.depth = depth
    }

    var codingPath: [any CodingKey] { CodingPath.keys(path) }
    var userInfo: [CodingUserInfoKey: Any] { sendableUserInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .keyed(let range) = value else { throw mismatch([String: Any].self) }
        return KeyedDecodingContainer(try KeyedReader<Key>(decoder: self, range: range))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        switch value {
        case .unkeyed(let range, let count): return UnkeyedReader(decoder: self, range: range, count: count)
        // Bytes that somebody reads one by one.
        case .bytes(let range): return UnkeyedReader(decoder: self, bytes: range)
        default: throw mismatch([Any].self)
        }
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    // MARK: the value itself

    func decodeNil() -> Bool {
        if case .null = value { true } else { false }
    }

    // A value may decode itself as another that decodes itself, and so on: each step counts.
    func decode<T: Decodable>(_ type: T.Type) throws -> T { try deeper().get(type) }
    func decode(_ type: Int128.Type) throws -> Int128 { try get(type) }
    func decode(_ type: UInt128.Type) throws -> UInt128 { try get(type) }

    /// The value as a `T`: by itself where the format knows the type, else through `T.init(from:)`.
    func get<T: Decodable>(_ type: T.Type) throws -> T {
        if T.self == Int.self { return same(try integer(Int.self)) }
        if T.self == String.self {
            guard case .string(let range) = value else { throw mismatch(type) }
            return same(try reader.text(range))
        }
        if T.self == Double.self {
            switch value {
            case .double(let number): return same(number)
            case .float(let number): return same(Double(number))
            default: throw mismatch(type)
            }
        }
        if T.self == Bool.self {
            guard case .bool(let flag) = value else { throw mismatch(type) }
            return same(flag)
        }
        if T.self == UInt8.self { return same(try integer(UInt8.self)) }
        if T.self == [UInt8].self, case .bytes(let range) = value { return same([UInt8](reader.bytes[range])) }
        if T.self == UInt64.self { return same(try integer(UInt64.self)) }
        if T.self == Int64.self { return same(try integer(Int64.self)) }
        if T.self == Int32.self { return same(try integer(Int32.self)) }
        if T.self == UInt32.self { return same(try integer(UInt32.self)) }
        if T.self == UInt.self { return same(try integer(UInt.self)) }
        if T.self == Float.self {
            guard case .float(let number) = value else { throw mismatch(type) }
            return same(number)
        }
        if T.self == Int16.self { return same(try integer(Int16.self)) }
        if T.self == UInt16.self { return same(try integer(UInt16.self)) }
        if T.self == Int8.self { return same(try integer(Int8.self)) }
        if T.self == Int128.self { return same(try integer(Int128.self)) }
        if T.self == UInt128.self { return same(try integer(UInt128.self)) }
        return try T(from: self)
    }

    private func integer<I: FixedWidthInteger & Decodable>(_ type: I.Type) throws -> I {
        if let number = value.integer(type) { return number }
        switch value {
        case .unsigned, .signed, .wide, .unsignedWide:
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "it does not fit \(type)"))
        default: throw mismatch(type)
        }
    }

    private func same<T, U>(_ value: U) -> T {
        precondition(T.self == U.self)
        // SAFETY: it is the same type, as has just been checked.
        return unsafe unsafeBitCast(value, to: T.self)
    }

    /// The same value one level further in.
    private func deeper() throws -> ValueDecoder {
        guard depth < WireTag.depthLimit else { throw MessageCodingError.tooDeep(limit: WireTag.depthLimit) }
        return ValueDecoder(reader: reader, value: value, userInfo: sendableUserInfo, path: path, depth: depth + 1)
    }

    /// The decoder of a value inside this one.
    func inner(_ value: WireValue, _ key: any CodingKey) throws -> ValueDecoder {
        guard depth < WireTag.depthLimit else { throw MessageCodingError.tooDeep(limit: WireTag.depthLimit) }
        return ValueDecoder(
            reader: reader, value: value, userInfo: sendableUserInfo, path: CodingPath(path, key), depth: depth + 1)
    }

    func mismatch(_ type: Any.Type) -> DecodingError {
        if case .null = value {
            return .valueNotFound(type, .init(codingPath: codingPath, debugDescription: "it is nil"))
        }
        return .typeMismatch(type, .init(codingPath: codingPath, debugDescription: value.kind))
    }
}
