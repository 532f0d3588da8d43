import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// PostgreSQL's log, whatever its administrator had written before the level.
@Suite("Prefixes of PostgreSQL's log", .timeLimit(.minutes(1)))
struct LinePrefixTests {
    private static let session: [Character: String] = [
        "u": "bob", "d": "shop", "a": "psql", "h": "10.0.0.1", "r": "10.0.0.1(5432)", "v": "3/7",
    ]

    /// What the server writes for a prefix; processes that are no session have nothing for what sessions have.
    private static func text(_ prefix: String, _ number: Int, isSession: Bool) -> String {
        var text = ""
        var rest = Substring(prefix)
        while let character = rest.popFirst() {
            guard character == "%", let letter = rest.popFirst() else {
                text.append(character)
                continue
            }
            switch letter {
            case "q": if !isSession { return text }
            case "m": text += "2024-05-01 12:00:0\(number).123 UTC"
            case "t": text += "2024-05-01 12:00:0\(number) UTC"
            case "n": text += "171456480\(number).123"
            case "p": text += "\(4711 + number)"
            case "l": text += "\(number + 1)"
            case "c": text += "65f0a1b\(number).303\(number)"
            default: text += isSession ? session[letter]! : ""
            }
        }
        return text
    }

    @Test(
        "levels, processes and sessions are found behind any",
        arguments: [
            "%m [%p] %q%u@%d ", "%t [%p]: db=%d,user=%u,app=%a,client=%h ", "%m [%p]: [%l-1] user=%u,db=%d ",
            "%m [%p]: db=%d,user=%u ", "< %m >", "%m %p %u %d %r ", "[%m] [%p] ", "%m [%p] [%u] [%d] ",
            "%m [%p] %u/%d ", "%u@%d %m [%p] ", "%m u=%u d=%d r=%r [%p] ", "%n [%p] ", "%t:%r:%u@%d:[%p]:",
            "%m [%p-%l] %q%u@%d ", "%m [%p] %q[user=%u,db=%d,app=%a] ", "%t %c %u %d ",
        ])
    func prefixes(prefix: String) throws {
        let levels = ["LOG", "LOG", "ERROR", "STATEMENT", "FATAL", "DETAIL"]
        let lines = levels.enumerated().map { number, level in
            "\(Self.text(prefix, number, isSession: number > 0))\(level):  text: \(number)"
        }
        let detected = try #require(FormatDetector.detect(Array((lines.joined(separator: "\n") + "\n").utf8)))
        #expect(detected.format.name == "postgresql" && detected.score == 1)
        var wanted = ["time", "level", "message"]
        var expected = ["@171456480", "", ""]
        for (letter, name) in [("%p", "pid"), ("%u", "user"), ("%d", "database"), ("%a", "app"), ("%h", "ip")]
        where prefix.contains(letter) {
            wanted.append(name)
            expected.append(letter == "%p" ? "" : Self.session[letter.last!]!)
        }
        let extractor = try FieldExtractor(detected.format, fields: wanted, context: testContext)
        for (number, line) in lines.enumerated() {
            let texts = try #require(extractor.texts(of: Array(line.utf8)), "\(line)")
            #expect(texts[0]?.hasPrefix("@171456480\(number)") == true)
            #expect(texts[1] == levels[number] && texts[2] == "text: \(number)")
            for index in wanted.indices.dropFirst(3) {
                let value = wanted[index] == "pid" ? "\(4711 + number)" : number == 0 ? nil : expected[index]
                #expect(texts[index] == value, "\(wanted[index]) of \(line)")
            }
        }
    }

    @Test("which of two names is the user is told to be a guess where nothing says it")
    func guesses() throws {
        for (prefix, isGuess) in [("%m [%p] [%u] [%d] ", true), ("%m [%p]: user=%u,db=%d ", false)] {
            let lines = (1..<5).map { "\(Self.text(prefix, $0, isSession: true))LOG:  x\n" }
            let detected = try #require(FormatDetector.detect(Array(lines.joined().utf8)))
            #expect(detected.format.notes.contains { $0.contains("is a guess") } == isGuess)
        }
    }

    @Test("a time and a number in brackets are no syslog")
    func numbers() {
        let lines = (1..<6).map { "2024-05-01 12:00:0\($0) UTC [\($0)]: some text here\n" }
        #expect(FormatDetector.detect(Array(lines.joined().utf8))?.format.name != "syslog")
    }
}
