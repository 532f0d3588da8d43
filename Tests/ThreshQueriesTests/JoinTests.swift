import Foundation
import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Joins", .timeLimit(.minutes(2)))
struct JoinTests {
    // MARK: - Against a join of two loops

    @Test("random tables in several formats, each kind, each way, the same bytes", arguments: 0..<8)
    func random(seed: Int) throws {
        var random = Numbers(UInt64(seed))
        let (a, b) = (Table(&random, name: "a"), Table(&random, name: "b"))
        let formats = ["csv", "csv;", "tsv", "json"]
        let (formatA, formatB) = (formats[seed % 4], formats[(seed / 2 + 1) % 4])
        for kind in JoinKind.allCases {
            let expected = a.joined(b, kind).map { $0.map { Table.cell($0) }.joined(separator: "\t") }
            for strategy in JoinStrategy.allCases {
                let rows = try join(
                    kind, "k", a.text(formatA), b.text(formatB), formats: (formatA, formatB), strategy: strategy,
                    chunkSize: [1 << 20, 40, 300][seed % 3])
                #expect(rows.rows == expected, "\(kind), \(strategy), \(formatA), \(formatB)")
                #expect(rows.outcome.a.rows == a.rows.count && rows.outcome.b.rows == b.rows.count)
                let matched = a.rows.count { row in row.key != nil && b.rows.contains { $0.key == row.key } }
                #expect(rows.outcome.a.matched == matched)
                #expect(rows.outcome.b.withoutKey == b.rows.count { $0.key == nil })
            }
        }
    }

    @Test("several keys by name and number, expressions as keys, names that are there twice")
    func keys() throws {
        let (a, b) = ("id,day,n\n1,mon,5\n1,tue,6\n2,mon,7\n", "no,weekday,n\n1,MON,x\n1,TUE,y\n3,MON,z\n")
        for keys in [
            "id=no, day=lower(weekday)", "#1=#1, #2=lower(#2)", "a.id=b.no, day=lower(weekday)",
            "b.no=a.id, upper(day)=weekday",
        ] {
            let found = try join(.inner, keys, a, b, formats: ("csv", "csv"))
            #expect(found.rows.map { $0.split(separator: "\t").last! } == ["x", "y"], "\(keys)")
        }
        // Columns that are named by numbers are called what they are called, and no two are called the same.
        #expect(
            try join(.inner, "#1=#1, #2=lower(#2)", a, b, formats: ("csv", "csv")).columns == [
                "id", "day", "n", "weekday", "n_2",
            ])
        let twice = try join(.inner, "id=no, id=n", "id,v\n1,x\n", "no,n\n1,1\n", formats: ("csv", "csv"))
        #expect(twice.columns == ["id", "id_2", "v"] && twice.rows == ["1\t1\tx"])
        #expect(twice.told.contains("join: id of the keys is called id_2"))
        let count = try join(.inner, "count=n", "count,v\n1,x\n", "n,w\n1,y\n", formats: ("csv", "csv"))
        #expect(count.columns == ["count", "v", "w"] && count.rows == ["1\tx\ty"])
        let found = try join(.left, "id=no as key", a, b, formats: ("csv", "csv"))
        #expect(found.columns == ["key", "day", "n", "weekday", "n_2"])
        #expect(found.told.contains("join: n of B is called n_2"))
        #expect(
            found.rows == [
                "1\tmon\t5\tMON\tx", "1\tmon\t5\tTUE\ty", "1\ttue\t6\tMON\tx", "1\ttue\t6\tTUE\ty", "2\tmon\t7\t\t",
            ])
    }

    @Test("values are equal where they are written alike, whatever the types of their columns")
    func equality() throws {
        // A column of numbers, one of texts, JSON numbers, instants in two zones.
        let numbers = "k,v\n1,a\n12,b\n3.5,c\n"
        let texts = "k,w\n01,x\n12,y\n3.50,z\n3.5,u\nzz,t\n"
        #expect(try join(.inner, "k", numbers, texts, formats: ("csv", "csv")).rows == ["12\tb\ty", "3.5\tc\tu"])
        let json = #"{"k":12.0,"w":1}"# + "\n" + #"{"k":"12","w":2}"# + "\n" + #"{"k":3.5,"w":3}"# + "\n"
        #expect(
            try join(.inner, "k", numbers, json, formats: ("csv", "json")).rows == [
                "12\tb\t1", "12\tb\t2", "3.5\tc\t3",
            ])
        let conditions = "k,v\ntrue,a\nfalse,b\n"
        let marked = "k,w\ntrue,x\nfalse,y\nunknown,z\n"
        let days = "k,v\n2024-01-02,a\n2024-01-03,b\n"
        let planned = "k,w\n2024-01-02,x\nTBD,y\nnever,z\nunknown,u\n"
        for strategy in JoinStrategy.allCases {
            func rows(_ a: String, _ b: String, _ formats: (String, String) = ("csv", "csv")) throws -> [String] {
                try join(.inner, "k", a, b, formats: formats, strategy: strategy).rows
            }
            #expect(try rows(conditions, marked) == ["true\ta\tx", "false\tb\ty"])
            #expect(try rows(marked, conditions) == ["true\tx\ta", "false\ty\tb"])
            #expect(try rows(#"{"k":true}"# + "\n", marked, ("json", "csv")) == ["true\tx"])
            #expect(try rows(days, planned) == ["2024-01-02\ta\tx"])
            #expect(try rows(planned, days) == ["2024-01-02\tx\ta"])
        }
        let times = "time,v\n2024-05-01T10:00:00Z,a\n2024-05-01T11:00:00Z,b\n"
        let others = "time,w\n2024-05-01T12:00:00+02:00,x\n2024-05-01T12:30:00+02:00,y\n"
        #expect(try join(.inner, "time", times, others, formats: ("csv", "csv")).rows == ["2024-05-01T10:00:00Z\ta\tx"])
    }

    @Test("cells are as they are written, and say what they are")
    func cells() throws {
        let json = #"{"k":1,"n":1.50,"t":"x\ty","b":true,"o":{"p":[1]},"z":null}"# + "\n"
        let found = try join(.inner, "k", "k,m\n1,007\n", json, formats: ("csv", "json"), isTyped: true)
        #expect(found.columns == ["k", "m", "n", "t", "b", "o.p", "z"])
        #expect(found.rows == ["i1\tt007\tn1.50\ttx\\ty\tbtrue\tt[1]\t-"])
    }

    @Test("sides without rows, without matches, and of lines that do not fit")
    func edges() throws {
        let a = "k,v\n1,a\n2\n,b\n"
        for strategy in JoinStrategy.allCases {
            let none = try join(.left, "k", a, "", formats: ("csv", "csv"), strategy: strategy)
            #expect(none.rows == ["1\ta", "\tb"] && none.outcome.a.report.rejected == 1)
            let right = try join(.outer, "k", "", "k,w\n1,x\n", formats: ("csv", "csv"), strategy: strategy)
            #expect(right.rows == ["1\tx"])
            let other = try join(.outer, "k", a, "k,w\n3,x\n,y\n", formats: ("csv", "csv"), strategy: strategy)
            #expect(other.rows == ["1\ta\t", "\tb\t", "3\t\tx", "\t\ty"])
            #expect(
                other.outcome.a.withoutKey == 1 && other.outcome.a.report.read == 3 + other.outcome.a.report.skipped)
            #expect(
                other.outcome.summary
                    == "join: 0 of 2 rows of A have a match, 1 have no key; 0 of 2 rows of B have a match, 1 have no key"
            )
        }
    }

    @Test("what is wrong is said before a row, with what might have been meant")
    func refusals() throws {
        let (a, b) = ("id,v\n1,a\n", "user_id,w\n1,x\n")
        let missing = usage { _ = try join(.inner, "id", a, b, formats: ("csv", "csv")) }
        #expect(missing?.contains("the format csv has no field 'id'") == true)
        #expect(
            usage { _ = try join(.inner, "id=userid", a, b, formats: ("csv", "csv")) }?.contains(
                "did you mean 'user_id'?") == true)
        #expect(usage { _ = try JoinKeys("1") }?.contains("name a field of each side") == true)
        #expect(usage { _ = try JoinKeys("id=2") }?.contains("name a field of each side") == true)
        let json = #"{"user_id":1,"w":2}"# + "\n"
        for strategy in JoinStrategy.allCases {
            let outcome = try join(.inner, "id=userid", a, json, formats: ("csv", "json"), strategy: strategy).outcome
            #expect(usage { try outcome.check() } == "B: no line has 'userid'; did you mean 'user_id'?", "\(strategy)")
        }
    }

    @Test("rows of one key that are more than fit are paired with all others")
    func heldRows() throws {
        for limit in [0, 20, 55, 1 << 20] {
            let held = JoinHeld(limit: limit, directory: NSTemporaryDirectory())
            func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
            for number in 0..<30 {
                try unsafe bytes("b\(number)" + String(repeating: "x", count: number)).withUnsafeBytes {
                    try held.add(unsafe ByteView($0))
                }
            }
            var pairs: [String] = []
            let add = { (a: borrowing ByteView, b: borrowing ByteView) in pairs.append("\(String(a)) \(String(b))") }
            for number in 0..<7 {
                try unsafe bytes("a\(number)").withUnsafeBytes { try held.pair(unsafe ByteView($0), add) }
            }
            try held.pairRest(add)
            #expect(pairs.count == 210 && Set(pairs).count == 210, "\(limit)")
            var rows = 0
            if limit == 1 << 20 { try held.forEach { _ in rows += 1 } }
            #expect(rows == (limit == 1 << 20 ? 30 : 0))
        }
    }

    // MARK: - Running

    private func join(
        _ kind: JoinKind, _ keys: String, _ a: String, _ b: String, formats: (String, String),
        strategy: JoinStrategy? = nil,
        chunkSize: UInt64? = nil, isTyped: Bool = false
    ) throws -> (rows: [String], columns: [String], outcome: JoinOutcome, told: [String]) {
        let directory = FileManager.default.temporaryDirectory.appending(path: "joins-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        var inputs: [JoinInput] = []
        for (name, text, format) in [("a", a, formats.0), ("b", b, formats.1)] {
            let path = directory.appending(path: name).path
            try Data(text.utf8).write(to: URL(filePath: path))
            inputs.append(
                JoinInput(path, lines: LogInput(format: text.isEmpty ? nil : format, filter: nil, context: testContext))
            )
        }
        var options = JobOptions()
        options.runsInline = true
        options.chunkSize = chunkSize
        options.partitions = 3
        var told: [String] = []
        var join = LogJoin(kind, on: try JoinKeys(keys))
        join.strategy = strategy
        join.isTyped = isTyped
        join.tell = { told.append($0) }
        let sink = Rows()
        let outcome = try join.answer(inputs[0], inputs[1], options, to: sink)
        return (sink.rows, sink.columns, outcome, told)
    }

    private final class Rows: RowSink {
        var rows: [String] = []
        var columns: [String] = []
        private var rest = ""

        func begin(_ columns: [Column]) { self.columns = columns.map(\.name) }
        func add(_ row: ByteView) { rows.append(String(row)) }
        func add(lines: [UInt8]) {
            let text = rest + String(decoding: lines, as: UTF8.self)
            var parts = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            rest = parts.removeLast()
            rows += parts
        }
    }
}

/// Rows with a key, which may be missing, and a text, which may be anything.
private struct Table {
    var name: String
    var rows: [(key: String?, text: String)] = []

    init(_ random: inout Numbers, name: String) {
        self.name = name
        let keys = ["7", "007", "7.0", "k", "K", "a b", "q\"x", "l\nm", "é", "c,d", "s;t", "back\\slash"]
        for number in 0..<(3 + random.below(24)) {
            let key = random.below(6) == 0 ? nil : keys[random.below(keys.count)]
            let ends = ["", " x", "\"", "\n", ",", ";", "\t"]
            rows.append((key, "\(name)\(number)" + ends[random.below(ends.count)] + "."))
        }
    }

    /// What a naive join gives.
    func joined(_ other: Table, _ kind: JoinKind) -> [[String?]] {
        var result: [[String?]] = []
        for row in rows {
            let found = other.rows.filter { row.key != nil && $0.key == row.key }
            switch kind {
            case .semi: if !found.isEmpty { result.append([row.key, row.text]) }
            case .anti: if found.isEmpty { result.append([row.key, row.text]) }
            default:
                for match in found { result.append([row.key, row.text, match.text]) }
                if found.isEmpty, kind == .left || kind == .outer { result.append([row.key, row.text, nil]) }
            }
        }
        if kind == .right || kind == .outer {
            for row in other.rows where row.key == nil || !rows.contains(where: { $0.key == row.key }) {
                result.append([row.key, nil, row.text])
            }
        }
        return result
    }

    static func cell(_ text: String?) -> String {
        (text ?? "").replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\n", with: "\\n")
            .replacingOccurrences(of: "\t", with: "\\t")
    }

    func text(_ format: String) -> String {
        if format == "json" {
            return rows.map { row in
                let key =
                    row.key.map { "\"k\":\(Table.quotedJSON($0))," } ?? (row.text.count % 2 == 0 ? "" : "\"k\":null,")
                return "{\(key)\"\(name)\":\(Table.quotedJSON(row.text))}\n"
            }.joined()
        }
        let separator = format == "tsv" ? "\t" : format == "csv;" ? ";" : ","
        func cell(_ text: String) -> String {
            let mustQuote = text.contains { "\"\n,;\t ".contains($0) }
            return mustQuote ? "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : text
        }
        return "k\(separator)\(name)\n"
            + rows.map { cell($0.key ?? "") + separator + cell($0.text) + "\n" }.joined()
    }

    private static func quotedJSON(_ text: String) -> String {
        var output: [UInt8] = []
        JSONLiteral.appendQuoted(Array(text.utf8)[...], &output)
        return String(decoding: output, as: UTF8.self)
    }
}

private struct Numbers {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
    mutating func below(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}

@Suite("Rows of another file", .timeLimit(.minutes(1)))
struct LookupTests {
    private func ask(
        _ aggregates: String, by: String?, filter: String? = nil, sort: String? = nil, _ lines: String,
        with table: String,
        on keys: String, format: String = "csv"
    ) throws -> [String] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "lookups-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let paths = ["lines", "table"].map { directory.appending(path: $0).path }
        for (path, text) in zip(paths, [lines, table]) { try Data(text.utf8).write(to: URL(filePath: path)) }
        var input = LogInput(format: nil, filter: try filter.map { try QueryText.expression($0) }, context: testContext)
        let there = JoinInput(
            paths[1], name: "table", lines: LogInput(format: format, filter: nil, context: testContext))
        input.lookup = LogLookup(there, on: try JoinKeys(keys))
        let query = try LogQuery(by: by, aggregates: aggregates, sort: sort)
        var options = JobOptions()
        options.runsInline = true
        options.chunkSize = 50
        options.inputs = [paths[0]]
        let rows = LookedUpRows()
        _ = try query.answer(try query.plan(input), input, options, to: rows)
        return rows.rows
    }

    private let lines = "id,item,count\n1,chair,2\n2,lamp,3\n3,\"a, b\",4\n4,table,5\n5,,6\n6,chair,7\n"

    @Test("are in keys, aggregates and conditions, with the types of their columns")
    func uses() throws {
        let table =
            "name,price,kind,since\nchair,10.5,seat,2024-05-01\n\"a, b\",2,\"x \"\"y\"\"\",2024-05-02\nlamp,4,light,2024-05-01\nunused,1,z,2024-05-03\n"
        #expect(
            try ask("sum(count * price)", by: "kind", lines, with: table, on: "item=name") == [
                "-\ti0", "tlight\ti12", "tseat\tn94.5", "tx \"y\"\ti8",
            ])
        #expect(
            try ask("count, max(price)", by: nil, filter: "price > 3", lines, with: table, on: "item=name") == [
                "i3\tn10.5"
            ])
        #expect(
            try ask(
                "count", by: "kind is null as k, item", filter: "price is null", lines, with: table, on: "item = name")
                == ["btrue\t-\ti1", "btrue\tttable\ti1"])
        #expect(
            try ask("count", by: "month(since) as m", filter: "kind = 'seat'", lines, with: table, on: "item = name")
                == ["t2024-05-01T00:00:00Z\ti2"])
        #expect(
            try ask("distinct(kind), top(kind, 1)", by: nil, lines, with: table, on: "upper(item) = upper(name)") == [
                #"i3\#tj{"seat":2}"#
            ])
    }

    @Test("by conditions and times among texts")
    func mixedTypes() throws {
        let marked = "k,w\ntrue,x\nfalse,y\nunknown,z\n"
        #expect(try ask("count", by: "w", "k,v\ntrue,a\nfalse,b\n", with: marked, on: "k") == ["tx\ti1", "ty\ti1"])
        let planned = "k,w\n2024-01-02,x\nTBD,y\nnever,z\nunknown,u\n"
        let days = "k,v\n2024-01-02,a\n2024-01-03,b\n"
        #expect(try ask("count", by: "w", days, with: planned, on: "k") == ["-\ti1", "tx\ti1"])
        #expect(try ask("count", by: "v", planned, with: days, on: "k") == ["-\ti3", "ta\ti1"])
    }

    @Test("of JSON for lines of a log, by equal values")
    func formats() throws {
        let log = (0..<4).map {
            "10.0.0.\($0 % 3) - - [01/May/2024:10:00:0\($0) +0000] \"GET /a HTTP/1.1\" 200 5 \"-\" \"curl\"\n"
        }.joined()
        let table =
            #"{"address":"10.0.0.1","team":"x","status":7,"n":1.5}"# + "\n"
            + #"{"address":"10.0.0.2","team":null,"status":8}"# + "\n"
        #expect(
            try ask("count, sum(n)", by: "team, status_2", log, with: table, on: "ip=address", format: "json") == [
                "-\t-\ti2\ti0", "-\ti8\ti1\ti0", "tx\ti7\ti1\tn1.5",
            ])
        let numbers = "no,w\n1,a\n02,b\n3,c\n"
        #expect(
            try ask("count", by: "w", "k,v\n1,x\n2,y\n3,z\n", with: numbers, on: "k=no") == [
                "-\ti1", "ta\ti1", "tc\ti1",
            ])
    }

    @Test("a key that is there twice is refused, with both places; so are names that are not there")
    func refusals() throws {
        do {
            _ = try ask("count", by: "w", lines, with: "name,w\nlamp,a\nchair,b\nlamp,c\n", on: "item=name")
            Issue.record("two rows of one key were taken")
        } catch let error as ThreshError {
            #expect(
                error.kind == .badData
                    && error.message.hasPrefix("table:4: name 'lamp' is there a second time, after table:2"),
                "\(error.message)")
        }
        #expect(
            usage { _ = try ask("count", by: "w", lines, with: "name,w\nlamp,a\n", on: "item=nme") }?.contains(
                "did you mean 'name'?") == true)
        #expect(
            usage { _ = try ask("count", by: "ww", lines, with: "name,w\nlamp,a\n", on: "item=name") }?.contains(
                "has no field 'ww'; did you mean 'w'?") == true)
    }
}

private final class LookedUpRows: RowSink {
    var rows: [String] = []
    func begin(_ columns: [Column]) {}
    func add(_ row: ByteView) { rows.append(String(row)) }
    func add(lines: [UInt8]) { rows += String(decoding: lines, as: UTF8.self).split(separator: "\n").map(String.init) }
}
