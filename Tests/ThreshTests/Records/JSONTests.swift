import TestSupport
import Testing

@testable import Thresh

@Suite("JSON", .timeLimit(.minutes(2)))
struct JSONTests {
    static let document = #"""
         { "name" : "Zoë \u00e9\n\"x\"" , "n":-12,"d": 2.5e3 ,"t":true,"f":false,"z":null,
        "o":{"p":{"q":[10,{"r":"deep"},[]]}, "":1},"a.b":"dotted","a":{"b":"nested"},"\u006bey":7,
        "e":{},"g":"\ud83e\udd80", "big":9223372036854775808, "x":"]}\"{[" }
        """#

    @Test("values of every kind, by path")
    func paths() throws {
        #expect(try describe("n") == "number -12")
        #expect(try describe("d") == "number 2.5e3")
        #expect(try describe("t") == "boolean true")
        #expect(try describe("z") == "null null")
        #expect(try describe("name") == "string Zoë é\n\"x\"")
        #expect(try describe("o.p.q.0") == "number 10")
        #expect(try describe("o.p.q.1.r") == "string deep")
        #expect(try describe("o.p.q.2") == "array []")
        #expect(try describe("o.p.q.3") == nil)
        #expect(try describe("o.p.q.x") == nil)
        #expect(try describe("o.") == "number 1")
        #expect(try describe("a.b") == "string dotted")
        #expect(try describe("key") == "number 7")
        #expect(try describe("e") == "object {}")
        #expect(try describe("e.x") == nil)
        #expect(try describe("n.x") == nil)
        #expect(try describe("g") == "string 🦀")
        #expect(try describe("x") == "string ]}\"{[")
        #expect(try describe("") == nil)
        #expect(try describe("missing") == nil)
    }

    @Test("numbers and booleans as Swift has them")
    func scalars() throws {
        try json(Self.document) { document in
            let n = try document.value(at: "n")
            let d = try document.value(at: "d")
            let big = try document.value(at: "big")
            let boolean = try document.value(at: "f")?.boolean
            let values = [n?.integer, d?.integer, big?.integer]
            #expect(values == [-12, nil, nil] && boolean == false)
            let doubles = [n?.double, d?.double, big?.double]
            #expect(doubles == [-12, 2500, 9_223_372_036_854_775_808])
            let nested = try document.member("a.b")?.string
            let none = try document.member("o.p") == nil
            #expect(nested == "dotted" && none)
        }
    }

    @Test(
        "what is no JSON, and where",
        arguments: [
            ("", .noValue, 0), ("  ", .noValue, 2), ("x", .noValue, 0), ("{", .unterminatedContainer, 0),
            ("{]", .noName, 1), ("[1,]", .noValue, 3), (#"{"a" 1}"#, .noColon, 5), (#"{"a":1 "b":2}"#, .noComma, 7),
            (#"{"a":1,}"#, .noName, 7), (#"{"a":01}"#, .badNumber, 5), (#"{"a":-}"#, .badNumber, 5),
            (#"{"a":1.}"#, .badNumber, 5), (#"{"a":1e}"#, .badNumber, 5), (#"{"a":tru}"#, .noValue, 5),
            (#"{"a":"b}"#, .unterminatedString, 5), (#"{"a":"\"}"#, .unterminatedString, 5),
            ("{\"a\":\"\t\"}", .controlCharacter, 6), (#"{"a":"\x"}"#, .badEscape, 6),
            (#"{"a":"\u12g4"}"#, .badEscape, 6), (#"{"a":1} x"#, .extraBytes, 7), ("1 2", .extraBytes, 1),
            (#"{"a":[1}}"#, .noComma, 7), (#"[{"a":1]]"#, .noComma, 7), ("+1", .noValue, 0), (".5", .noValue, 0),
            (#"{a:1}"#, .noName, 1), ("'a'", .noValue, 0), ("[1 2]", .noComma, 3), ("nul", .noValue, 0),
            (#"{"a":1"#, .unterminatedContainer, 0), (#"{"a""#, .unterminatedContainer, 0),
        ] as [(String, JSONError.Reason, Int)])
    func errors(text: String, reason: JSONError.Reason, offset: Int) throws {
        #expect(throws: JSONError(reason: reason, offset: offset)) { try json(text) { try $0.validate() } }
        // Whatever is asked of it, nothing worse than an error comes of it.
        for path in ["a", "a.b", "0", ""] {
            do { try json(text) { _ = try $0.value(at: JSONPath(path))?.string } } catch is JSONError {}
        }
    }

    @Test("nesting has a limit only where everything is checked")
    func depth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + "7" + String(repeating: "]", count: depth)
        }
        try json(nested(512)) { try $0.validate() }
        #expect(throws: JSONError(reason: .tooDeep, offset: 512)) { try json(nested(513)) { try $0.validate() } }
        try json(#"{"a":\#(nested(100_000)),"b":3}"#) { document in
            let found = try document.value(at: "b")?.integer
            #expect(found == 3)
        }
    }

    @Test("strings of all lengths, with what must be escaped at every place")
    func stringLengths() throws {
        for length in 0...70 {
            for place in 0..<max(1, length) {
                let letters = (0..<length).map { String(UnicodeScalar(UInt8(97 + $0 % 26))) }
                var written = letters
                if length > 0 { written[place] = place % 2 == 0 ? #"\""# : #"\\"# }
                var meant = letters
                if length > 0 { meant[place] = place % 2 == 0 ? "\"" : "\\" }
                try json(#"{"k":"\#(written.joined())","n":1}"#) { document in
                    let text = try document.value(at: "k")?.string
                    let behind = try document.value(at: "n")?.integer
                    #expect(text == meant.joined() && behind == 1)
                }
            }
        }
    }

    private func describe(_ path: String) throws -> String? {
        var result: String?
        try json(Self.document) { document in
            guard let value = try document.value(at: JSONPath(path)) else { return }
            result = "\(value.kind) \(try value.string ?? String(value.source))"
        }
        return result
    }
}

/// Calls `body` with the text as JSON. Nothing around the text can be read without a fault being noticed by a sanitizer.
func json(_ text: String, _ body: (JSONValue) throws -> Void) throws {
    try Array(text.utf8).withUnsafeBytes { try body(JSONValue(ByteView($0))) }
}
