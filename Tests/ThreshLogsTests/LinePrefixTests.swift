import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// PostgreSQL's log, whatever its administrator had written before the level.
@Suite("Prefixes of PostgreSQL's log", .timeLimit(.minutes(1)))
struct LinePrefixTests {
    private static let session: [Character: String] = [
        "u": "bob", "d": "shop", "a": "psql", "h": "10.0.0.1", "r": "10.0.0.1(5432)", "v": "3/7", "e": "42P01",
    ]

    /// What the server writes for a prefix; processes that are no session have nothing for what sessions have.
    private static func text(
        _ prefix: String, _ number: Int, isSession: Bool, app: String = "psql"
    ) -> String {
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
            case "a": text += isSession ? app : ""
            case "c", "x", "b": text += always(letter, number, isSession: isSession)
            default: text += isSession ? session[letter]! : ""
            }
        }
        return text
    }

    /// What processes have that are no session too.
    private static func always(_ letter: Character, _ number: Int, isSession: Bool) -> String {
        switch letter {
        case "p": "\(4711 + number)"
        case "c": "6af0a1b\(number).\(String(4711 + number, radix: 16))"
        case "x": number % 2 == 0 ? "0" : "7341\(number)"
        default: isSession ? "client backend" : "logical replication launcher"
        }
    }

    @Test(
        "levels, processes and sessions are found behind any",
        arguments: [
            "%m [%p] %q%u@%d ", "%t [%p]: db=%d,user=%u,app=%a,client=%h ", "%m [%p]: [%l-1] user=%u,db=%d ",
            "%m [%p]: db=%d,user=%u ", "< %m >", "%m %p %u %d %r ", "[%m] [%p] ", "%m [%p] [%u] [%d] ",
            "%m [%p] %u/%d ", "%u@%d %m [%p] ", "%m u=%u d=%d r=%r [%p] ", "%n [%p] ", "%t:%r:%u@%d:[%p]:",
            "%m [%p-%l] %q%u@%d ", "%m [%p] %q[user=%u,db=%d,app=%a] ", "%t %c %u %d ", "%m [%p] %q%u@%d/%a ",
            "%m [%c] %x ",
            "%m [%p] %q%u", "%m [%b] ", "%m-%c-", "%t-%c-", "%m [%p] %x ", "%m [%p] [%b] %u@%d ", "%m [%p] %b %u@%d ",
            "%m-%c-%u-%d-", "%t [%p] %c %x %e ", "%c %p %m ",
        ])
    func prefixes(prefix: String) throws {
        let levels = ["LOG", "LOG", "ERROR", "STATEMENT", "FATAL", "DETAIL"]
        let lines = levels.enumerated().map { number, level in
            "\(Self.text(prefix, number, isSession: number > 0))\(level):  text: \(number)"
        }
        let detected = try #require(FormatDetector.detect(Array((lines.joined(separator: "\n") + "\n").utf8)))
        #expect(detected.format.name == "postgresql" && detected.score == 1)
        let names: [(Character, String)] = [
            ("p", "pid"), ("u", "user"), ("d", "database"), ("a", "app"), ("h", "ip"), ("c", "session_id"),
            ("x", "transaction_id"), ("b", "backend_type"), ("e", "sql_state"),
        ].filter { prefix.contains("%\($0.0)") }
        let wanted = ["time", "level", "message"] + names.map(\.1)
        let extractor = try FieldExtractor(detected.format, fields: wanted, context: testContext)
        for (number, line) in lines.enumerated() {
            let texts = try #require(extractor.texts(of: Array(line.utf8)), "\(line)")
            #expect(texts[0]?.hasPrefix("@171456480\(number)") == true)
            #expect(texts[1] == levels[number] && texts[2] == "text: \(number)")
            for (index, name) in names.enumerated() {
                let value =
                    "pcxb".contains(name.0)
                    ? Self.always(name.0, number, isSession: number > 0) : number == 0 ? nil : Self.session[name.0]!
                #expect(texts[index + 3] == value, "\(name.1) of \(line)")
            }
        }
    }

    @Test(
        "names of programs have blanks in them, users what a session's id has, and levels end other words",
        arguments: [
            ("%m [%p] %q%u@%d/%a ", "PostgreSQL JDBC Driver"),
            ("%t [%p]: user=%u,db=%d,app=%a ", "DBeaver 23.3.0 - Main"),
            ("%m [%p] %q[%a] ", "my app"), ("%m [%p] %a ", "pg LOG"),
        ])
    func programs(prefix: String, app: String) throws {
        let lines = (0..<6).map { number in
            Self.text(prefix, number, isSession: true, app: number % 2 == 0 ? app : "psql")
                + "LOG:  state: DETAIL:  \(number)"
        }
        var format = try LogFormat.linePrefix(prefix)
        // As it is said, and as it is found where one name tells where it ends.
        for isFound in prefix.contains("%u") ? [false, true] : [false] {
            if isFound {
                let detected = try #require(FormatDetector.detect(Array((lines.joined(separator: "\n") + "\n").utf8)))
                #expect(detected.format.name == "postgresql" && detected.score == 1)
                format = detected.format
            }
            let extractor = try FieldExtractor(format, fields: ["app", "level", "message"], context: testContext)
            let alone = try FieldExtractor(format, fields: ["app"], context: testContext)
            for (number, line) in lines.enumerated() {
                let name = number % 2 == 0 ? app : "psql"
                #expect(extractor.texts(of: Array(line.utf8)) == [name, "LOG", "state: DETAIL:  \(number)"])
                #expect(alone.texts(of: Array(line.utf8)) == [name])
            }
        }
    }

    @Test("what is no level ends no name, and is told")
    func faults() throws {
        let format = try LogFormat.linePrefix("%m [%p] %q%u")
        let extractor = try FieldExtractor(format, fields: ["user", "level"], context: testContext)
        let start = "2024-05-01 12:30:00.123 UTC [42] "
        #expect(extractor.texts(of: Array("\(start)aliceERROR:  x".utf8)) == ["alice", "ERROR"])
        #expect(extractor.texts(of: Array("\(start)LOG:  x".utf8)) == [nil, "LOG"])
        for end in ["aliceHUH:  x", "aliceERROR: x", "alice", ""] {
            let line = Array("\(start)\(end)".utf8)
            #expect(extractor.texts(of: line) == nil, "\(end)")
            #expect(extractor.fault(of: line)?.reason.contains("level") == true)
        }
        let processes = try LogFormat.linePrefix("%m %b %u ")
        let kinds = try FieldExtractor(processes, fields: ["backend_type", "user"], context: testContext)
        let time = "2024-05-01 12:30:00.123 UTC"
        #expect(kinds.texts(of: Array("\(time) client backend my user LOG:  x".utf8)) == ["client backend", "my user"])
        #expect(kinds.texts(of: Array("\(time) checkpointer  LOG:  x".utf8)) == ["checkpointer", nil])
        let unknown = Array("\(time) gardener bob LOG:  x".utf8)
        #expect(kinds.texts(of: unknown) == nil && kinds.fault(of: unknown)?.reason.contains("process") == true)
    }

    @Test("a session's id behind a zone is no offset of it")
    func zones() throws {
        for (text, nanoseconds) in [
            ("2026-11-01 12:00:00 UTC-6af0a1b2.3032-", 1_793_534_400),
            ("2026-11-01 12:00:00 UTC-65f0a1b2.3032-", 1_793_534_400),
            ("2026-11-01 12:00:00 UTC-6 x", 1_793_556_000),
        ] {
            let extractor = try FieldExtractor(
                .linePrefix(text.hasSuffix("-") ? "%t-%c-" : "%t %u "), fields: ["time"], context: testContext)
            let line = text + (text.hasSuffix("-") ? "" : " ") + "LOG:  x"
            #expect(extractor.texts(of: Array(line.utf8)) == ["@\(nanoseconds)000000000"])
        }
    }

    @Test("syslog carries lines without times, and Heroku its own prefix")
    func carried() throws {
        for (start, app) in [
            ("May  1 12:30:0# db1 postgres[4711]: [#-1] ", "postgres"), ("<134>May  1 12:30:0# db1 pg[4711]: ", "pg"),
        ] {
            let lines = (1..<7).map { number in
                start.replacing("#", with: "\(number)")
                    + "user=bob,db=shop \(number % 2 == 0 ? "ERROR" : "LOG"):  x \(number)"
            }
            let detected = try #require(FormatDetector.detect(Array((lines.joined(separator: "\n") + "\n").utf8)))
            #expect(detected.format.name == "syslog+postgresql")
            let extractor = try FieldExtractor(
                detected.format, fields: ["app", "user", "message"], context: testContext)
            #expect(extractor.texts(of: Array(lines[1].utf8)) == [app, "bob", "x 2"])
        }
        let heroku = [
            "sql_error_code = 00000 LOG:  checkpoint starting: time",
            #"sql_error_code = 28000, time_ms = "2024-05-01 12:30:00.123 UTC", pid="4711", database="d1" FATAL:  no entry"#,
            #"sql_error_code = 42601 ERROR:  syntax error at or near "selct""#,
        ].enumerated().map { "2024-05-01T12:30:0\($0)+00:00 app[postgres.4711]: [DATABASE] [\($0 + 8)-1]  \($1)" }
        let detected = try #require(FormatDetector.detect(Array((heroku.joined(separator: "\n") + "\n").utf8)))
        #expect(detected.format.name == "heroku" && detected.score == 1)
        let extractor = try FieldExtractor(
            detected.format, fields: ["process", "sql_state", "level", "message"], context: testContext)
        let expected = [
            ["postgres.4711", "00000", "LOG", "checkpoint starting: time"],
            ["postgres.4711", "28000", "FATAL", "no entry"],
            ["postgres.4711", "42601", "ERROR", #"syntax error at or near "selct""#],
        ]
        for (line, values) in zip(heroku, expected) { #expect(extractor.texts(of: Array(line.utf8)) == values) }
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
