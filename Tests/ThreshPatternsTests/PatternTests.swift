import Testing
import Thresh
import ThreshPatterns

@Suite("Patterns", .timeLimit(.minutes(1)))
struct PatternTests {
    @Test(
        "match what Perl's syntax says",
        arguments: [
            ("needle", "hay needle hay", true), ("needle", "hay", false),
            ("^GET", "GET /", true), ("^GET", "a GET", false),
            ("html$", "a.html", true), ("html$", "a.html?", false), ("^$", "", true), ("^$", " ", false),
            ("bot|crawl|spider", "a spider", true), ("bot|crawl|spider", "a web", false),
            (#"" 5\d\d "#, #"HTTP/1.1" 503 12"#, true), (#"" 5\d\d "#, #"HTTP/1.1" 403 12"#, false),
            (#"(\w)\1"#, "hello", true), (#"(?<!\d)80\b"#, "port 80", true), (#"(?<!\d)80\b"#, "port 8080", false),
            ("(?i)get", "GeT", true), ("", "", true), ("", "anything", true), ("a{2,3}b", "aab", true),
        ])
    func syntax(pattern: String, line: String, expected: Bool) throws {
        #expect(try Pattern(pattern).matchesText(line) == expected)
        #expect(try Pattern(pattern, utf: true).matchesText(line) == expected)
    }

    @Test("take NUL and bytes that are not UTF-8 as they are")
    func anyBytes() throws {
        let line: [UInt8] = [0x61, 0x00, 0xFF, 0xC3, 0x62]
        for utf in [false, true] {
            #expect(try Pattern(#"a\x00"#, utf: utf).matchesBytes(line))
            #expect(try Pattern("b$", utf: utf).matchesBytes(line))
            #expect(try Pattern("b", fixedString: true, utf: utf).matchesBytes(line))
        }
        #expect(try Pattern(#"\xFF\xC3"#).matchesBytes(line))
        #expect(try Pattern("a...b").matchesBytes(line))
        #expect(try !Pattern("a...b", utf: true).matchesBytes(line))
    }

    @Test("that are no UTF-8, or begin with (?-u), are of bytes")
    func bytePatterns() throws {
        let cafe: [UInt8] = [0x63, 0x61, 0x66, 0xE9]
        let replaced = Array("caf\u{FFFD}".utf8)
        // As a command line has the byte E9.
        for source in ["f\u{10FFE9}", "[\u{10FF80}-\u{10FFFF}]$", "^caf.$", #"f\xE9"#] {
            let pattern = try Pattern(source.contains("\u{10FFE9}") ? source : "(?-u)" + source, utf: true)
            #expect(try pattern.matchesBytes(cafe) && pattern.lines(of: cafe) == [cafe], "\(source)")
        }
        #expect(try !Pattern("f\u{10FFE9}", fixedString: true, utf: true).matchesBytes(replaced))
        #expect(try Pattern("f\u{10FFE9}", fixedString: true, utf: true).matchesBytes(cafe))
        #expect(try Pattern("(?-u)", fixedString: true).matchesText("a (?-u) b"))
        #expect(try cafe.withUnsafeBytes { try unsafe CapturePattern("(?<last>\u{10FFE9})").match($0) })
        let error = #expect(throws: ThreshError.self) { try Pattern("\u{10FFE9}[", utf: true) }
        #expect(error?.message.hasSuffix("\n    \\xe9[\n         ^") == true)
    }

    @Test("with utf, one dot is one character, and case is more than ASCII")
    func characters() throws {
        #expect(try !Pattern("^caf.$").matchesText("café"))
        #expect(try Pattern("^caf.$", utf: true).matchesText("café"))
        #expect(try !Pattern("ÉTÉ", ignoreCase: true).matchesText("été"))
        #expect(try Pattern("ÉTÉ", ignoreCase: true, utf: true).matchesText("été"))
    }

    @Test("ignore case where asked")
    func ignoringCase() throws {
        #expect(try Pattern("get /[a-c]", ignoreCase: true).matchesText("GET /B"))
        #expect(try Pattern("GoogleBot", fixedString: true, ignoreCase: true).matchesText("a googlebot"))
        #expect(try !Pattern("GoogleBot", fixedString: true).matchesText("a googlebot"))
    }

    @Test("that are fixed strings have no special characters")
    func fixedStrings() throws {
        #expect(try Pattern("a.b[", fixedString: true).matchesText("xa.b["))
        #expect(try !Pattern("a.b[", fixedString: true).matchesText("xazb["))
        #expect(try Pattern("", fixedString: true).matchesText("x"))
        #expect(try Pattern(#"\Q"#, fixedString: true).matchesText(#"a\Qb"#))
    }

    @Test("say where a match is")
    func places() throws {
        let pattern = try Pattern(#"\b\d+"#)
        let text = "a 12 b345 67"
        #expect(try pattern.firstMatch(inText: text, from: 0) == 2..<4)
        #expect(try pattern.firstMatch(inText: text, from: 3) == 10..<12)
        #expect(try pattern.firstMatch(inText: text, from: 12) == nil)
        #expect(try pattern.firstMatch(inText: text, from: 13) == nil)
    }

    @Test("that are wrong are shown with the place")
    func errors() {
        let error = #expect(throws: ThreshError.self) { try Pattern("日GET (/a|/b") }
        #expect(error?.kind == .usage)
        #expect(
            error?.message == """
                bad pattern: missing closing parenthesis
                    日GET (/a|/b
                                ^
                """)
        #expect(throws: ThreshError.self) { try Pattern("*a") }
        #expect(throws: ThreshError.self) { try Pattern("(*UTF)a") }
    }

    @Test("that backtrack without end are an error, soon")
    func exhaustion() throws {
        let pattern = try Pattern("(a+)+$")
        let line = String(repeating: "a", count: 60) + "b"
        let error = #expect(throws: ThreshError.self) { try pattern.matchesText(line) }
        #expect(error?.kind == .badData)
        #expect(error?.message.contains("(a+)+$") == true)
        #expect(throws: ThreshError.self) { try pattern.linesOfText("a\n\(line)b\n") }
    }

    @Test("find a match in a line too long for the stack of the machine code")
    func longLines() throws {
        let line = String(repeating: "ab", count: 100_000) + "c"
        #expect(try Pattern("^(a|b)*c$").matchesText(line))
        #expect(try Pattern("^(?:a|b)*c$").linesOfText("x\n\(line)\n").count == 1)
    }
}

@Suite("Patterns that backtrack", .timeLimit(.minutes(1)))
struct ExhaustionTests {
    private static let line = String(repeating: "a", count: 40) + "!"

    @Test("give up with an error, soon", arguments: ["(a+)+$", "(a|aa)+$", #"^(a*)*\d"#, #"^(\w+\s?)*$"#])
    func givingUp(pattern: String) throws {
        let (whole, groups) = (try Pattern(pattern), try CapturePattern(pattern))
        // At what was PCRE2's own limit, so many would take minutes.
        for _ in 0..<100 {
            for body in [{ _ = try whole.matchesText(Self.line) }, { _ = try groups.matchesText(Self.line) }] {
                let error = #expect(throws: ThreshError.self) { try body() }
                #expect(error?.kind == .badData)
                #expect(error?.message.contains("'\(pattern)' gave up") == true)
                #expect(error?.message.contains("on 41 bytes that start with 'aaaa") == true)
            }
        }
        // It is of one line only.
        #expect(try whole.matchesText("a") != pattern.contains("d"))
        #expect(try groups.matchesText("a") != pattern.contains("d"))
    }

    @Test("may do more on long lines", arguments: [#"^(?:ab|c)*$"#, #"^(\w\w?)+$"#, #"(?:a|b|(c))*d?$"#])
    func longLines(pattern: String) throws {
        let line = String(repeating: "abc", count: 30_000)
        #expect(try Pattern(pattern).matchesText(line))
        #expect(try CapturePattern(pattern).matchesText(line))
    }

    @Test("with groups match an empty line, and know which groups took no part")
    func groups() throws {
        let pattern = try CapturePattern("^(a)?(b)?$")
        #expect(try pattern.matchesText("") && pattern.range(of: 1) == nil && pattern.range(of: 2) == nil)
        #expect(try pattern.matchesText("b") && pattern.range(of: 1) == nil && pattern.range(of: 2) == 0..<1)
        #expect(try pattern.matchesText("ab") && pattern.range(of: 1) == 0..<1 && pattern.range(of: 3) == nil)
    }
}
