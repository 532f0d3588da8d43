/// What `init(from:)` reads elements from: values, or bytes as if each were one.
struct UnkeyedReader: UnkeyedDecodingContainer {
    private let decoder: ValueDecoder
    private let end: Int
    private let isBytes: Bool
    private let elementCount: Int
    private var position: Int
    private(set) var currentIndex = 0

    init(decoder: ValueDecoder, range: Range<Int>, count: Int) {
        self.decoder = decoder
        position = range.lowerBound
        end = range.upperBound
        isBytes = false
        elementCount = count
    }

    init(decoder: ValueDecoder, bytes: Range<Int>) {
        self.decoder = decoder
        position = bytes.lowerBound
        end = bytes.upperBound
        isBytes = true
        elementCount = bytes.count
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elementCount }
    var isAtEnd: Bool { currentIndex >= elementCount }

    mutating func decodeNil() throws -> Bool {
        try take(Never?.self) { decoder, advance in
            advance = decoder.decodeNil()
            return advance
        }
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        try take(type) { decoder, _ in try decoder.get(type) }
    }
    mutating func decode(_ type: Int128.Type) throws -> Int128 {
        try take(type) { decoder, _ in try decoder.get(type) }
    }
    mutating func decode(_ type: UInt128.Type) throws -> UInt128 {
        try take(type) { decoder, _ in try decoder.get(type) }
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try take([String: Any].self) { decoder, _ in try decoder.container(keyedBy: type) }
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try take([Any].self) { decoder, _ in try decoder.unkeyedContainer() }
    }

    mutating func superDecoder() throws -> any Decoder { try take((any Decoder).self) { decoder, _ in decoder } }

    /// Reads the next element, and steps over it unless `body` throws or says not to.
    private mutating func take<R>(_ type: Any.Type, _ body: (ValueDecoder, inout Bool) throws -> R) throws -> R {
        let key = IndexKey(currentIndex)
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type, .init(codingPath: codingPath + [key], debugDescription: "there are no more elements"))
        }
        var next = position
        let value: WireValue
        if isBytes {
            value = .unsigned(UInt64(decoder.reader.bytes[next]))
            next += 1
        } else {
            value = try decoder.reader.value(at: &next, limit: end)
        }
        var advance = true
        let result = try body(try decoder.inner(value, key), &advance)
        if advance {
            position = next
            currentIndex += 1
        }
        return result
    }
}
