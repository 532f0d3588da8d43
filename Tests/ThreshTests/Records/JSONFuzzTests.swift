import Foundation
import TestSupport
import Testing

@testable import Thresh

/// Documents made from a seed, against Foundation's reader.
@Suite("JSON against Foundation", .timeLimit(.minutes(2)))
struct JSONFuzzTests {
    @Test("good documents mean the same", arguments: 1...8)
    func meaning(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed)
        for _ in 0..<400 {
            let text = generator.document()
            let expected = try foundation(text)
            let found = try tree(text)
            #expect(found.isEqual(expected), "\(text)")
            try json(text) { try $0.validate() }
        }
    }

    /// A document that is changed at a few places is refused by both or by none, and nothing is ever a trap.
    @Test("damaged documents", arguments: 1...8)
    func damage(seed: UInt64) throws {
        var generator = DocumentGenerator(seed: seed &* 77)
        let bytes = Array(#"{}[]",:\u0d89e+-.tfn x"#.utf8) + [10, 9, 1]
        var refused = 0
        for _ in 0..<1500 {
            var document = Array(generator.document().utf8)
            for _ in 0...generator.random.below(2) {
                let place = generator.random.below(document.count)
                switch generator.random.below(3) {
                case 0: document.remove(at: place)
                case 1: document.insert(bytes[generator.random.below(bytes.count)], at: place)
                default: document[place] = bytes[generator.random.below(bytes.count)]
                }
                if document.isEmpty { document = [32] }
            }
            let text = String(decoding: document, as: UTF8.self)
            for path in ["a", "b.a", "a.0", "k"] {
                do { try json(text) { _ = try $0.value(at: JSONPath(path))?.string } } catch is JSONError {}
            }
            // Foundation refuses half a surrogate pair, and numbers that are too large.
            if text.contains("\\ud") || text.contains("\\uD") || text.contains(#/[0-9]{3}|[eE]/#) { continue }
            let isGood = (try? foundation(text)) != nil
            let isValid = (try? json(text) { try $0.validate() }) != nil
            #expect(isValid == isGood, "\(text)")
            if !isGood { refused += 1 }
            if isGood {
                let found = try tree(text)
                #expect(found.isEqual(try foundation(text)), "\(text)")
            }
        }
        #expect(refused > 300)
    }

    @Test("noise is never a trap", arguments: 1...4)
    func noise(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array(#"{}[]",:\u0e-.tfn"truefalsenull"#.utf8) + [32, 0, 255, 0xC3]
        for _ in 0..<20_000 {
            let bytes = (0..<random.below(60)).map { _ in alphabet[random.below(alphabet.count)] }
            bytes.withUnsafeBytes { bytes in
                do throws(JSONError) {
                    let value = try JSONValue(ByteView(bytes))
                    _ = try value.string
                    _ = try value.value(at: "t.0")?.string
                    if var members = value.members {
                        while let member = try members.next() { _ = try member.name.string }
                    }
                    if var elements = value.elements { while let element = try elements.next() { _ = element.double } }
                    try value.validate()
                } catch {
                    #expect(error.offset >= 0 && error.offset <= bytes.count)
                }
            }
        }
    }

    @Test("doubles against Swift's", arguments: 1...4)
    func doubles(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let digits = String((0..<1 + random.below(20)).map { _ in Character("\(random.below(10))") })
            let fraction = random.once(in: 2) ? "." + String(random.below(1 << 40)) : ""
            let exponent = random.once(in: 3) ? "e\(random.below(640) - 320)" : ""
            let text = (random.once(in: 4) ? "-" : "") + digits + fraction + exponent
            let value = Array(text.utf8).withUnsafeBytes { ByteView($0).double }
            let expected = Double(text)!
            #expect(value == (expected.isFinite ? expected : nil), "\(text)")
        }
        for text in ["", "-", ".", "e1", "1e", "1e+", "--1", "1 ", " 1", "inf", "nan", "0x1p3", "1.2.3", "1_0"] {
            #expect(Array(text.utf8).withUnsafeBytes { ByteView($0).double } == nil, "\(text)")
        }
        for text in ["+1", "1.", ".5", "007"] {
            #expect(
                Array(text.utf8).withUnsafeBytes { ByteView($0).double } == Double(text.hasSuffix(".") ? "1" : text))
        }
    }

    private func foundation(_ text: String) throws -> NSObject {
        try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed) as! NSObject
    }

    /// The document as Foundation's objects.
    private func tree(_ text: String) throws -> NSObject {
        var result = NSObject()
        try json(text) { result = try object($0) }
        return result
    }

    private func object(_ value: borrowing JSONValue) throws -> NSObject {
        switch value.kind {
        case .null: return NSNull()
        case .boolean: return NSNumber(value: value.boolean!)
        case .number: return value.integer.map { NSNumber(value: $0) } ?? NSNumber(value: value.double!)
        case .string: return NSString(string: try value.string!)
        case .array:
            let array = NSMutableArray()
            var elements = value.elements!
            while let element = try elements.next() { array.add(try object(element)) }
            return array
        case .object:
            let dictionary = NSMutableDictionary()
            var members = value.members!
            while let member = try members.next() {
                dictionary[NSString(string: try member.name.string!)] = try object(member.value)
            }
            return dictionary
        }
    }
}

/// Writes random JSON: names are different within an object, spaces are everywhere, strings have every kind of escape.
private struct DocumentGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func document() -> String { space() + value(depth: 0) + space() }

    private mutating func value(depth: Int) -> String {
        switch random.below(depth > 4 ? 5 : 8) {
        case 0: ["true", "false", "null"][random.below(3)]
        case 1: String(random.below(2000) - 1000)
        case 2: "\(random.below(100)).\(random.below(1000))" + (random.once(in: 4) ? "e-\(random.below(9))" : "")
        case 3, 4: string()
        case 5: "[" + items(depth) { $0.value(depth: depth + 1) } + "]"
        default: object(depth)
        }
    }

    private mutating func object(_ depth: Int) -> String {
        var names = ["a", "b", "k", "a.b", "", "é", "\\n", "\\u0061\\u0062", "0", "long name of a member"].shuffled(
            using: &random)
        return "{"
            + items(depth) {
                "\"\(names.removeLast())\"" + $0.space() + ":" + $0.space() + $0.value(depth: depth + 1)
            } + "}"
    }

    private mutating func items(_ depth: Int, _ item: (inout Self) -> String) -> String {
        (0..<random.below(7)).map { _ in space() + item(&self) + space() }.joined(separator: ",") + space()
    }

    private mutating func string() -> String {
        let pieces = [
            "a", "bc", "defghijklmnop", " ", "\\\"", "\\\\", "\\/", "\\b", "\\t", "\\n", "\\f", "\\r", "\\u0041",
            "\\u00e9",
            "\\u20AC", "\\ud83e\\udd80", "é", "€", "🦀", "[", "]", "{", "}", ",", ":", "\u{7F}",
        ]
        return "\"" + (0..<random.below(12)).map { _ in pieces[random.below(pieces.count)] }.joined() + "\""
    }

    private mutating func space() -> String {
        random.once(in: 3) ? [" ", "  ", "\n", "\r\n", "\t"][random.below(5)] : ""
    }
}
