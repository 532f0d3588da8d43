import TestSupport
import Testing

@testable import Thresh

@Suite("Records as values of types", .timeLimit(.minutes(2)))
struct DecodingTests {
    private struct Visit: Decodable, Equatable {
        enum Kind: String, Decodable { case page, file }
        struct Client: Decodable, Equatable {
            var name: String
            var ports: [UInt16]
        }

        var path: String
        var kind: Kind
        var bytes: Int?
        var seconds: Double
        var isCached: Bool
        var client: Client?
        var tags: [String: Int]?
    }

    private func json<T: Decodable>(_ text: String, as type: T.Type) throws -> T {
        try Array(text.utf8).withUnsafeBytes { try unsafe JSONValue(ByteView($0)).decode(type) }
    }

    @Test("lines of JSON")
    func documents() throws {
        let full = #"""
            {"path":"/a\"ä","kind":"file","bytes":1.2e3,"seconds":0.25,"isCached":true,"path":"second",
            "client":{"name":"x","ports":[80,443]},"tags":{"a":1,"b":2},"more":[null]}
            """#
        #expect(
            try json(full, as: Visit.self)
                == Visit(
                    path: "/a\"ä", kind: .file, bytes: 1200, seconds: 0.25, isCached: true,
                    client: .init(name: "x", ports: [80, 443]), tags: ["a": 1, "b": 2]))
        let least = try json(#"{"path":"","kind":"page","bytes":null,"seconds":2,"isCached":false}"#, as: Visit.self)
        #expect(least == Visit(path: "", kind: .page, bytes: nil, seconds: 2, isCached: false))
        #expect(try json("[[1],[],[2,3]]", as: [[Int8]].self) == [[1], [], [2, 3]])
        #expect(try json("[1,null,3]", as: [Int?].self) == [1, nil, 3])
        #expect(try json("18446744073709551615", as: UInt64.self) == .max)
        #expect(try json("-9223372036854775808", as: Int.self) == .min)
    }

    @Test(
        "what does not fit the type says where",
        arguments: [
            (#"{"path":1,"kind":"page","seconds":1,"isCached":true}"#, "a string is expected, not the number 1"),
            (#"{"path":"","kind":"page","seconds":"1","isCached":true}"#, "a number is expected, not a string"),
            (#"{"path":"","kind":"page","seconds":1,"isCached":1}"#, "a boolean is expected, not the number 1"),
            (
                #"{"path":"","kind":"page","bytes":1.5,"seconds":1,"isCached":true}"#,
                "a whole number that fits into Int"
            ),
            (#"{"path":"","kind":"page","seconds":1}"#, "there is no isCached"),
            (#"{"path":"","kind":"other","seconds":1,"isCached":true}"#, "kind"),
            (
                #"{"path":"","kind":"page","seconds":1,"isCached":true,"client":{"name":"","ports":[1,70000]}}"#,
                "UInt16"
            ),
            (
                #"{"path":"","kind":"page","seconds":1,"isCached":true,"client":[]}"#,
                "an object is expected, not an array"
            ),
            (#"{"path":"","kind":"page","seconds":1,"isCached":true"#, "bad JSON at byte"),
            (#"[]"#, "an object is expected, not an array"),
        ])
    func mismatches(text: String, expected: String) throws {
        let error = #expect(throws: (any Error).self) { try json(text, as: Visit.self) }
        #expect("\(error!)".contains(expected), "\(error!)")
    }

    private struct Sale: Decodable, Equatable {
        var city: String
        var amount: Int?
        var price: Double?
        var isPaid: Bool?
    }

    private func row<T: Decodable>(_ text: String, header: String, separator: Character = ",", as type: T.Type) throws
        -> T
    {
        let separator = separator.asciiValue!
        return try Array(header.utf8).withUnsafeBytes { names in
            let header = unsafe CSVHeader(CSVRow(ByteView(names), separator: separator))
            return try Array(text.utf8).withUnsafeBytes {
                try unsafe CSVRow(ByteView($0), separator: separator).decode(type, header: header)
            }
        }
    }

    @Test("rows, by the names of their columns")
    func rows() throws {
        let header = "amount,city,price,isPaid,note"
        #expect(
            try row(#"12,"Köln, ""am Rhein""",2.5,TRUE,x"#, header: header, as: Sale.self)
                == Sale(city: #"Köln, "am Rhein""#, amount: 12, price: 2.5, isPaid: true))
        #expect(try row(",Bonn,,,", header: header, as: Sale.self) == Sale(city: "Bonn"))
        // A short row lacks cells; empty text is text.
        #expect(try row("7,", header: header, as: Sale.self) == Sale(city: "", amount: 7))
        #expect(
            try row("Bonn;1e2;0", header: "city;amount;isPaid", separator: ";", as: Sale.self)
                == Sale(city: "Bonn", amount: 100, isPaid: false))
        for (text, expected) in [
            ("x,Bonn,,,", "a number is expected, not the cell \"x\""), ("1,Bonn,nan,,", "a number is expected"),
            ("1,Bonn,,yes,", "true or false is expected"),
        ] {
            let error = #expect(throws: DecodingError.self) { try row(text, header: header, as: Sale.self) }
            #expect("\(error!)".contains(expected), "\(error!)")
        }
        #expect(throws: DecodingError.self) { try row("1", header: "amount", as: Sale.self) }
    }
}
