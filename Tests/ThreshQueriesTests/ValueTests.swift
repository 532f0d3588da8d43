import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Values of rows")
struct ValueTests {
    private let values: [LogValue] = [
        nil, true, false, -3, 4, .number(2.5), .decimal("3.0005"), .duration(0.25), .bytes(7), .time(time(12)),
        .address("::1"), "a\tb", .ranking([LogValue.Ranked(value: "x", lines: 2)]), .ranking([]),
    ]

    @Test("come back from bytes as they were")
    func format() throws {
        var row = ByteBuffer()
        for value in values { value.encode(into: &row) }
        let decoded = try LogValue.decode(row.view)
        #expect(decoded == values)
        row.append(9)
        #expect(throws: ThreshError.self) { try LogValue.decode(row.view) }
    }

    @Test("say in a cell what they are")
    func cells() {
        var row = ByteBuffer()
        LogRowWriter(zone: .utc).append(values + [.number(.infinity), .decimal("007")], to: &row)
        let typed = String(row.view)
        #expect(
            typed
                == "-\tbtrue\tbfalse\ti-3\ti4\tn2.5\tn3.0005\tn0.25\ti7\tt1970-01-01T00:00:12Z\tt::1\tta\\tb\tj{\"x\":2}\t-\t-inf\tt007"
        )
        row.removeAll()
        LogRowWriter(zone: .utc, isTyped: false).append([nil, "a\tb", 1], to: &row)
        let plain = String(row.view)
        #expect(plain == "\ta\\tb\t1")
    }

    @Test("are in the order of their kinds, numbers as numbers")
    func order() {
        let sorted: [LogValue] = [
            nil, false, true, -1, .number(-0.5), 2, .decimal("10.5"), .bytes(11), .time(time(-5)), .time(time(1)), "10",
            "9",
        ]
        #expect(sorted.shuffled().sorted() == sorted)
    }

    @Test("of keys are those that the key was made of")
    func keys() {
        var key = ByteBuffer()
        with("a\0b") { LogKey.append(text: $0, isLast: false, to: &key) }
        LogKey.append(integer: -7, to: &key)
        key.append(LogKey.Tag.null)
        with("last") { LogKey.append(text: $0, isLast: true, to: &key) }
        let values = LogKey.values(of: key.view, count: 4)
        #expect(values == ["a\0b", -7, nil, "last"])
    }

    private func with(_ text: String, _ body: (ByteView) -> Void) {
        unsafe Array(text.utf8).withUnsafeBytes { body(unsafe ByteView($0)) }
    }
}

@Suite("Which rows, in which order")
struct SelectionTests {
    private func selection(_ having: String?, _ order: String?) throws -> LogSelection {
        try LogSelection(
            having: try having.map { try QueryText.expression($0) },
            order: try order.map { try QueryText.order($0) } ?? [],
            columns: [("path", .text), ("count", .integer), ("mean(x)", .number)], context: testContext)
    }

    private func ranked(_ rows: [[LogValue]], _ having: String?, _ order: String) throws -> [String] {
        let selection = try selection(having, order)
        var ranks: [(rank: [UInt8], path: String)] = []
        for row in rows where try selection.accepts({ row[$0] }) {
            var rank = ByteBuffer()
            try selection.appendOrder(to: &rank)
            ranks.append((Array(rank.view), row[0].description))
        }
        return ranks.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.path)
    }

    private let rows: [[LogValue]] = [["a", 9, 0.5], ["b", 10, nil], ["c", 10, -1.5], ["d", 2, 1e9]]

    @Test("numbers are ordered as numbers, with nothing first")
    func numbers() throws {
        #expect(try ranked(rows, nil, "count, -mean(x)") == ["d", "a", "c", "b"])
        #expect(try ranked(rows, nil, "-count, mean(x)") == ["b", "c", "a", "d"])
        #expect(try ranked(rows, nil, "path desc") == ["d", "c", "b", "a"])
    }

    @Test("a condition leaves out rows; one that is null does not hold")
    func conditions() throws {
        #expect(try ranked(rows, "mean(x) < 1 and count > 5", "path") == ["a", "c"])
        #expect(try selection("count > 1", nil).columns == [1])
        #expect(usage { _ = try selection("count > 'x' + 1", nil) } != nil)
    }
}

/// Integers that 64 bits do not hold, in every form that lines have them in.
@Suite struct LargeIntegerTests {
    private static let integers = [
        "9223372036854775808", "18446744073709551615", "9223372036854775807", "-9223372036854775809",
        "-9223372036854775808", "5", "-18446744073709551617", "18446744073709551616", "9007199254740993",
        "-18446744073709551616", "79228162514264337593543950335",
    ]
    private static let ordered = integers.map { Int128($0)! }.sorted()

    private static let texts = [
        "k,id\n" + integers.enumerated().map { "\("ab".dropFirst($0 % 2).first!),\($1)\n" }.joined(),
        integers.enumerated().map { "{\"k\":\"\("ab".dropFirst($0 % 2).first!)\",\"id\":\($1)}\n" }.joined(),
        integers.enumerated().map { "{\"k\":\"\("ab".dropFirst($0 % 2).first!)\",\"id\":\"\($1)\"}\n" }.joined(),
        integers.enumerated().map { "k=\("ab".dropFirst($0 % 2).first!) id=\($1)\n" }.joined(),
    ]

    @Test(arguments: texts)
    func aggregatesAreExact(text: String) throws {
        let (rows, _) = try ask(Query("sum(id), min(id), max(id), p50(id), p90(id), max(abs(id)), distinct(id)"), text)
        let sum = Self.ordered.reduce(0, +)
        let expected = [sum, Self.ordered[0], Self.ordered[10], Self.ordered[5], Self.ordered[9], Self.ordered[10], 11]
        #expect(rows == [expected.map { String($0) }.joined(separator: "\t")])
        var byKey = Query("p50(id)")
        byKey.groups = "k"
        let ofB = Self.integers.indices.filter { $0 % 2 == 1 }.map { Int128(Self.integers[$0])! }.sorted()
        #expect(try ask(byKey, text).rows[1] == "b\t\(ofB[2])")
    }

    @Test(arguments: texts)
    func comparisonsAreExact(text: String) throws {
        for literal in ["9223372036854775807", "18446744073709551615", "-9223372036854775809", "1e19", "0"] {
            let number = Int128(
                Double(literal)!.magnitude < 1e18 || literal == "1e19" ? Int128(Double(literal)!) : Int128(literal)!)
            var query = Query("count")
            for (sign, count) in [
                (">", Self.ordered.count { $0 > number }), ("=", Self.ordered.count { $0 == number }),
                ("<=", Self.ordered.count { $0 <= number }),
            ] {
                query.filter = "id \(sign) \(literal)"
                #expect(try ask(query, text).rows == ["\(count)"], "id \(sign) \(literal)")
            }
        }
        var query = Query("count")
        query.filter = "id in (18446744073709551615, 5)"
        #expect(try ask(query, text).rows == ["2"])
    }

    @Test(arguments: texts)
    func rowsAreInOrder(text: String) throws {
        var query = Query("count")
        query.groups = "id"
        query.order = "id"
        #expect(try ask(query, text).rows == Self.ordered.map { "\($0)\t1" })
        query = Query("max(id) as m")
        query.groups = "k"
        query.order = "-m"
        query.having = "m > 18446744073709551615"
        #expect(try ask(query, text).rows == ["a\t\(Self.ordered[10])", "b\t\(Self.ordered[9])"])
    }
}
