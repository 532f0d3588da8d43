import Testing
import Thresh
import ThreshPatterns

@Suite("Lines of a block", .timeLimit(.minutes(1)))
struct MatchingLinesTests {
    @Test(
        "never are matched together",
        arguments: [
            ("a[^x]*c", ["a1c", "ac"]), (#"\d\sa"#, []), (#"\d\s"#, []), (#"[\s,]b"#, [",b"]),
            (#"c(?!\s)"#, ["a1c", "ac"]),
            (#"[^b]*+$"#, ["a1c", "x", "ac", "", "2", ",b"]), ("^$", [""]), ("c$", ["a1c", "ac"]),
            ("^a", ["a1c", "ac"]),
            (#"\W"#, [",b"]), (#"(?s)a.*b"#, []), (#"\Aa"#, ["a1c", "ac"]), (#"c\z"#, ["a1c", "ac"]), ("x\na", []),
            (#"(?<=\n)a"#, []), ("(?x) a \\s", []), (#"a\R"#, []), (#"[\x00-\x20]"#, []),
            ("[^-a,b2]", ["a1c", "x", "ac"]),
            ("[^]a,b2]", ["a1c", "x", "ac"]), (#"[[:^alpha:]]"#, ["a1c", "2", ",b"]), (#"a\Kc"#, ["ac"]),
            (#"(?<![\p{L}\p{N}])a"#, ["a1c", "ac"]), (#"[^\p{L}]"#, ["a1c", "2", ",b"]),
        ])
    func oneByOne(pattern: String, expected: [String]) throws {
        #expect(try Pattern(pattern).linesOfText("a1c\nx\nac\n\n2\n,b\n") == expected)
    }

    @Test("may end with a line feed or not, and what is behind the last one is no line")
    func ends() throws {
        for pattern in ["$", "^", "", "a*", "(?!.)", #"\Z"#] {
            #expect(try Pattern(pattern).linesOfText("") == [])
            #expect(try Pattern(pattern).linesOfText("\n") == [""])
            #expect(try Pattern(pattern).linesOfText("b") == ["b"])
            #expect(try Pattern(pattern).linesOfText("b\n") == ["b"])
            #expect(try Pattern(pattern).linesOfText("b\n\n") == ["b", ""])
            #expect(try Pattern(pattern).linesOfText("b\nc") == ["b", "c"])
        }
        #expect(try Pattern("a\nb", fixedString: true).linesOfText("a\nb\n") == [])
    }

    @Test("may end with CR LF, here and there")
    func carriageReturns() throws {
        let block = "one\r\ntwo\nthree\r\n\r\nfo\rur\nfive\r\n"
        #expect(try Pattern("e$").linesOfText(block) == ["one\r", "three\r", "five\r"])
        #expect(try Pattern("^$").linesOfText(block) == ["\r"])
        #expect(try Pattern("^...$").linesOfText(block) == ["one\r", "two"])
        #expect(try Pattern(#"\s"#).linesOfText(block) == ["fo\rur"])
        #expect(try Pattern("o$").linesOfText(block) == ["two"])
        #expect(try Pattern("e").linesOfText(block) == ["one\r", "three\r", "five\r"])
    }

    @Test("give the same answers as each line on its own, for random patterns and text", arguments: 0..<60)
    func oracle(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        for _ in 0..<250 {
            let source = RandomPattern.make(&random)
            let utf = Bool.random(using: &random)
            // Some are refused, such as a look-behind without a length.
            guard let pattern = try? Pattern(source, ignoreCase: Bool.random(using: &random), utf: utf) else {
                continue
            }
            for _ in 0..<8 {
                let block = RandomPattern.text(&random)
                let (found, expected) = (try pattern.lines(of: block), try pattern.linesOneByOne(of: block))
                #expect(found == expected, "'\(source)', utf \(utf), on \(block)")
            }
        }
    }

    @Test("that must have one of some texts are found by these", arguments: 0..<40)
    func texts(seed: UInt64) throws {
        var random = SeededGenerator(state: seed)
        for _ in 0..<40 {
            let alternatives = (0..<[1, 2, 5, 9, 60].randomElement(using: &random)!).map { _ in
                RandomPattern.alternative(&random)
            }
            let source = RandomPattern.frames.randomElement(using: &random)!.replacing(
                "*", with: alternatives.joined(separator: "|"))
            let (ignoreCase, utf) = (Bool.random(using: &random), Bool.random(using: &random))
            let pattern = try Pattern(source, ignoreCase: ignoreCase, utf: utf)
            for count in [30, 300, 3000] {
                let block = RandomPattern.lines(count, &random)
                // Repetitions of alternatives may give up, which is no answer.
                guard let expected = try? pattern.linesOneByOne(of: block) else { continue }
                let found = try pattern.lines(of: block)
                #expect(
                    found == expected, "'\(source)', case \(!ignoreCase), utf \(utf), on \(count) bytes of seed \(seed)"
                )
            }
        }
    }

    @Test(
        "with two cases of a letter more than ASCII has are found",
        arguments: [("ask|mask", "aſ\u{212A}"), ("kk|ss", "\u{212A}k"), ("ÄB", "äb")])
    func cases(pattern: String, line: String) throws {
        let pattern = try Pattern(pattern, ignoreCase: true, utf: true)
        #expect(try pattern.linesOfText("a\nx\(line)x\nb\n") == ["x\(line)x"])
    }
}

/// Patterns of every construct there is, over an alphabet small enough for matches.
enum RandomPattern {
    private static let atoms = [
        "a", "b", "1", " ", ",", "-", ".", ".", #"\s"#, #"\S"#, #"\w"#, #"\W"#, #"\d"#, #"\D"#, #"\h"#, #"\H"#, #"\v"#,
        #"\V"#,
        #"\N"#, #"\n"#, #"\r"#, #"\t"#, #"\x0a"#, #"\x61"#, #"\x{62}"#, #"\1"#, #"\R"#, "é", #"\-"#, #"\["#,
        #"\p{L}"#, #"\p{P}"#, #"\P{L}"#, #"\p{Cc}"#,
    ]
    private static let assertions = ["^", "$", #"\b"#, #"\B"#, #"\A"#, #"\z"#, #"\Z"#, #"\K"#]
    private static let members = [
        "a", "b", "1", "-", " ", ",", "a-b", "]", "[", "^", #"\s"#, #"\S"#, #"\w"#, #"\W"#, #"\d"#, #"\D"#, #"\H"#,
        #"\p{N}"#, #"\p{S}"#, #"\P{N}"#,
        #"\V"#,
        #"\n"#, #"\r"#, #"\t"#, #"\x0a"#, #"\x00-"#, #"\t-\r"#, #"\]"#, #"\-"#, "[:space:]", "[:alpha:]", "[:^alpha:]",
        "[:cntrl:]", "[:punct:]", "\n", "\t", "é",
    ]
    private static let quantifiers = ["*", "+", "?", "{2}", "{1,2}", "{0,1}", "*?", "+?", "*+", "++", "?+"]
    private static let groups = [
        "(", "(?:", "(?>", "(?=", "(?!", "(?<=", "(?<!", "(?i:", "(?s:", "(?|", "(?<n>", "(?-m:",
    ]

    static func make(_ random: inout SeededGenerator, depth: Int = 0) -> String {
        var pattern = ""
        for _ in 0..<Int.random(in: 1...(depth == 0 ? 5 : 3), using: &random) {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...4: pattern += atoms.randomElement(using: &random)!
            case 5...6: pattern += characterClass(&random)
            case 7...8: pattern += assertions.randomElement(using: &random)!
            case 9 where depth < 2: pattern += make(&random, depth: depth + 1) + "|"
            case 10...11 where depth < 2:
                pattern += groups.randomElement(using: &random)! + make(&random, depth: depth + 1) + ")"
            default: pattern += "a"
            }
            if Int.random(in: 0..<3, using: &random) == 0 { pattern += quantifiers.randomElement(using: &random)! }
        }
        return pattern
    }

    private static func characterClass(_ random: inout SeededGenerator) -> String {
        let count = Int.random(in: 1...4, using: &random)
        let body = (0..<count).map { _ in members.randomElement(using: &random)! }.joined()
        return (Bool.random(using: &random) ? "[^" : "[") + body + "]"
    }

    /// What stands around alternatives, for `*`.
    static let frames = [
        "*", "(*)", "(?:*)", "(?|*)", "^(?:*)$", #"\b(?:*)\b"#, "a(?:*)?", "(?:*)+1", "(?:*){2}", "x|*", "[ab](?:*)",
        "(?=*).", "(?<!1)(?:*)",
    ]

    /// A text, or what has some in it.
    static func alternative(_ random: inout SeededGenerator) -> String {
        func text() -> String {
            (0..<Int.random(in: 1...6, using: &random)).map { _ in
                ["a", "b", "1", "k", "S", "é", ","].randomElement(using: &random)!
            }
            .joined()
        }
        switch Int.random(in: 0..<12, using: &random) {
        case 0: return text() + ".*" + text()
        case 1: return text() + "?" + text()
        case 2: return text() + "[^a]+" + text()
        case 3: return "(?:\(text())|\(text()))" + text()
        case 4: return text() + #"\d{0,2}\-?"# + text()
        case 5: return text() + "{1}" + text() + "{0}"
        default: return text()
        }
    }

    /// Lines of such letters.
    static func lines(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        let letters =
            ["a", "b", "1", "k", "K", "s", "S", "A", "é", ",", " ", "x", "\u{212A}", "ſ", "-"].map { Array($0.utf8) }
            + [[0xFF], [0xC3]]
        var bytes: [UInt8] = []
        let lineLength = Int.random(in: 3...90, using: &random)
        while bytes.count < count {
            let end: [UInt8] = Int.random(in: 0..<20, using: &random) == 0 ? [13, 10] : [10]
            bytes += Int.random(in: 0..<lineLength, using: &random) == 0 ? end : letters.randomElement(using: &random)!
        }
        return bytes
    }

    static func text(_ random: inout SeededGenerator) -> [UInt8] {
        let alphabet = Array("aaabbAB11  ,,-\n\n\n\n\r\t]^é".utf8) + [0x00, 0xFF]
        let withoutCarriageReturns = Bool.random(using: &random)
        return (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
            .filter { !(withoutCarriageReturns && $0 == 0x0D) }
    }
}
