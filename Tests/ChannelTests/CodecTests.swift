import Multiprocessing
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct CodecTests {
    private func roundTrip<T: Codable>(_ value: T) throws -> T {
        try MessageDecoder().decode(T.self, from: MessageEncoder().encode(value))
    }

    private func expectSame<T: Codable & Equatable>(_ value: T, sourceLocation: SourceLocation = #_sourceLocation)
        throws
    {
        #expect(try roundTrip(value) == value, sourceLocation: sourceLocation)
    }

    private func expectError<T: Decodable>(
        _ type: T.Type, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation,
        _ isExpected: (MessageCodingError) -> Bool
    ) {
        do {
            let value = try MessageDecoder().decode(type, from: bytes)
            Issue.record("decoded \(value)", sourceLocation: sourceLocation)
        } catch {
            #expect(isExpected(error), "\(error)", sourceLocation: sourceLocation)
        }
    }

    @Test func theDocumentedExampleIsRight() throws {
        struct Point: Codable { var x = 1; var name = "a" }
        #expect(
            try MessageEncoder().encode(Point()) == [
                2, 1, 0x78, 4, 0x6E, 0x61, 0x6D, 0x65, 0x0C, 6, 0, 0x81, 1, 9, 1, 0x61,
            ])
    }

    @Test func singleValuesSurvive() throws {
        try expectSame(true)
        try expectSame("")
        try expectSame("ünï\u{0}\u{10FFFF}")
        try expectSame([UInt8]())
        try expectSame([UInt8](0...255))
        try expectSame([Int8]())
        try expectSame([Int8](-128...127))
        try expectSame(Int?.none)
        try expectSame([Int?.none, 3])
        try expectSame([[Int]?.none, []])
        try expectSame(Int128.min)
        try expectSame(UInt128.max)
        try expectSame(-Double.zero)
        try expectSame(Float.leastNonzeroMagnitude)
        #expect(try roundTrip(Double.nan).isNaN)
        for shift in 0..<64 {
            for value in [Int64(bitPattern: 1 << UInt64(shift)), Int64(bitPattern: (1 << UInt64(shift)) &- 1)] {
                try expectSame(value)
                try expectSame(~value)
                try expectSame(UInt64(bitPattern: value))
            }
        }
    }

    @Test func smallMessagesAreSmall() throws {
        #expect(try MessageEncoder().encode(7) == [0, 0x87])
        #expect(try MessageEncoder().encode([1, 2, 3]).count == 7)
        // Keys are there once, however many values have them.
        struct Row: Codable { var identifier = 1; var quantity = 2 }
        #expect(try MessageEncoder().encode([Row](repeating: Row(), count: 1000)).count < 6100)
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func valuesOfEveryTypeSurvive(seed: UInt64) throws {
        var source = ValueSource(seed: seed)
        for _ in 0..<60 {
            let value = source.everything()
            #expect(try roundTrip(value) == value)
        }
    }

    @Test func subclassesSurvive() throws {
        let value = Derived()
        value.inherited = 5
        value.own = "own"
        let copy = try roundTrip(value)
        #expect(copy.inherited == 5 && copy.own == "own")
    }

    @Test func containersMayBeFilledInAnyOrder() throws {
        #expect(try roundTrip(Interleaved()) == Interleaved())
    }

    @Test func anElementThatFailsLeavesNothingBehind() throws {
        struct Failing: Encodable {
            func encode(to encoder: any Encoder) throws {
                var list = encoder.unkeyedContainer()
                try list.encode("half")
                throw Refusal()
            }
        }
        struct Careful: Encodable {
            func encode(to encoder: any Encoder) throws {
                var fields = encoder.container(keyedBy: AnyKey.self)
                try fields.encode(1, forKey: AnyKey("a"))
                try? fields.encode(Failing(), forKey: AnyKey("b"))
                try fields.encode(3, forKey: AnyKey("c"))
            }
        }
        let bytes = try MessageEncoder().encode(Careful())
        #expect(try MessageDecoder().decode([String: Int].self, from: bytes) == ["a": 1, "c": 3])
        #expect(throws: MessageCodingError.failed(type: "Refusal", message: "Refusal()")) {
            try MessageEncoder().encode(Failing())
        }
    }

    @Test func errorsNameThePlace() throws {
        struct Order: Codable { var items: [[String: Int]] }
        let bytes = try MessageEncoder().encode(["items": [["price": "x"]]])
        expectError(Order.self, bytes) {
            $0 == .typeMismatch(path: "items[0].price", expected: "Int", found: "a string")
        }
        expectError(Order.self, try MessageEncoder().encode(["other": 1])) {
            $0 == .keyNotFound(path: "", key: "items")
        }
        expectError(Int8.self, try MessageEncoder().encode(200)) {
            if case .invalidValue = $0 { true } else { false }
        }
        expectError(Int.self, try MessageEncoder().encode(Int?.none)) {
            $0 == .valueNotFound(path: "", expected: "Int")
        }
        expectError(Float.self, try MessageEncoder().encode(1.5)) {
            if case .typeMismatch = $0 { true } else { false }
        }
    }

    @Test func depthIsBoundedOnBothSides() throws {
        final class Link: Codable {
            var next: Link?
            init(_ next: Link?) { self.next = next }
        }
        func chain(_ length: Int) -> Link { (1..<length).reduce(Link(nil)) { link, _ in Link(link) } }
        var link: Link? = try roundTrip(chain(200))
        var length = 0
        while let current = link { (link, length) = (current.next, length + 1) }
        #expect(length == 200)
        #expect(throws: MessageCodingError.tooDeep(limit: 256)) { try MessageEncoder().encode(chain(300)) }

        // One key "next" in a value in a value, a thousand times.
        var bytes: [UInt8] = [0x0C, 0]
        for _ in 0..<1000 {
            let length = bytes.count + 1
            var header: [UInt8] = [0x0C]
            var rest = length
            while rest >= 128 { header.append(UInt8(rest & 127 | 128)); rest >>= 7 }
            header.append(UInt8(rest))
            bytes = header + [0] + bytes
        }
        expectError(Link.self, [1, 4] + Array("next".utf8) + bytes) { $0 == .tooDeep(limit: 256) }
    }
}

private struct Refusal: Error {}

struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(_ name: String) { stringValue = name }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

private class Base: Codable {
    var inherited = 1
    init() {}
}

private final class Derived: Base {
    var own = ""
    override init() { super.init() }
    enum CodingKeys: CodingKey { case own }

    required init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        own = try fields.decode(String.self, forKey: .own)
        try super.init(from: fields.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(own, forKey: .own)
        try super.encode(to: fields.superEncoder())
    }
}

/// Writes to two nested containers in turns, and to one of them last of all.
private struct Interleaved: Codable, Equatable {
    var numbers = [1, 2, 3]
    var names = ["a": "x", "b": "y"]
    init() {}

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: AnyKey.self)
        var list = try fields.nestedUnkeyedContainer(forKey: AnyKey("numbers"))
        numbers = []
        while !list.isAtEnd { numbers.append(try list.decode(Int.self)) }
        let inner = try fields.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("names"))
        names = [:]
        for key in inner.allKeys { names[key.stringValue] = try inner.decode(String.self, forKey: key) }
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: AnyKey.self)
        var list = fields.nestedUnkeyedContainer(forKey: AnyKey("numbers"))
        try fields.encode("ignored", forKey: AnyKey("between"))
        var inner = fields.nestedContainer(keyedBy: AnyKey.self, forKey: AnyKey("names"))
        for (number, name) in zip(numbers, names.sorted { $0.key < $1.key }) {
            try list.encode(number)
            try inner.encode(name.value, forKey: AnyKey(name.key))
        }
        try list.encode(numbers[2])
    }
}
