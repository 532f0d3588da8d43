import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// A pattern that gives up says neither yes nor no, so no answer is made of it.
@Suite("Patterns that give up", .timeLimit(.minutes(1)))
struct PatternFailureTests {
    private static let path = String(repeating: "a", count: 40) + "!"
    private static let json = #"{"path": "a", "n": 1}"# + "\n" + #"{"path": "\#(path)", "n": 2}"# + "\n"
    private static let logfmt = "path=a n=1\npath=\(path) n=2\n"
    private static let table = "path,n\na,1\n\(path),2\n"

    private func failure(_ query: Query, _ text: String) -> String? {
        do {
            _ = try ask(query, text)
            return nil
        } catch let error as ThreshError where error.kind == .badData {
            return error.message
        } catch {
            return "another error: \(error)"
        }
    }

    @Test("in conditions", arguments: [json, logfmt, table])
    func conditions(text: String) throws {
        for condition in ["path matches '(a+)+$'", "not path ~ '(a+)+$'", "n = 3 or path !~ '^(a|aa)+$'"] {
            var query = Query("count")
            query.filter = condition
            let message = try #require(failure(query, text))
            let line = text == Self.table ? 3 : 2
            #expect(message.contains("0.log:\(line): the pattern '") && message.contains("gave up"), "\(message)")
        }
        // What is not asked is not known, and need not be.
        var query = Query("count")
        query.filter = "n = 1 and path matches '(a+)+$'"
        #expect(try ask(query, text).rows == ["1"])
    }

    @Test("in keys and values", arguments: [json, logfmt, table])
    func values(text: String) throws {
        var query = Query("count")
        query.groups = "extract(path, '(a+)+$')"
        #expect(failure(query, text)?.contains("gave up") == true)
        #expect(failure(Query("max(extract(path, '^((?:a|aa)+)$'))"), text)?.contains("gave up") == true)
        #expect(failure(Query("distinct(extract(path, '(a+)+$'))"), text)?.contains("gave up") == true)
    }

    @Test("in conditions on groups")
    func groups() throws {
        var query = Query("count")
        query.groups = "path"
        query.having = "path matches '(a+)+$'"
        #expect(failure(query, Self.json)?.contains("gave up") == true)
    }

    /// Each such line takes milliseconds, so that these would take minutes.
    @Test("once, however many lines there are")
    func once() {
        let text = String(repeating: Self.path + "\n", count: 20_000)
        let questions: [(format: String, filter: String?, groups: String?)] = [
            ("text", "message matches '(a+)+$'", nil), ("text", nil, "extract(message, '^((?:a|aa)+)$')"),
            ("/^(?<word>(a+)+)$/", nil, nil),
        ]
        for question in questions {
            var query = Query("count")
            (query.format, query.filter, query.groups) = question
            #expect(failure(query, text)?.contains("0.log:1: the pattern '") == true)
        }
    }

    @Test("in formats")
    func formats() throws {
        var query = Query("count")
        query.format = "/^(?<word>(a+)+)$/"
        #expect(failure(query, "a\naaa\n\(Self.path)\na\n")?.contains("gave up") == true)
        #expect(try ask(query, "a\naaa\n!\na\n").answer.summary.linesRejected == 1)
    }
}
