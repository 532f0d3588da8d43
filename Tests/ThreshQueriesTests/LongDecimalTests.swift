import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// Decimals with more digits than a double has, in every format: what is asked of them as numbers has all of these.
@Suite("Decimals of many digits", .timeLimit(.minutes(1)))
struct LongDecimalTests {
    private static let values = [
        "48.533950959211598578", "1.000000000000000002", "1.000000000000000001", "1", "-0.12345678901234567", "1.5",
        "9.99999999999999999999", "10",
    ]

    private static func text(_ format: String) -> String {
        switch format {
        case "json": values.map { "{\"k\":\"a\",\"v\":\($0)}\n" }.joined()
        case "json of texts": values.map { "{\"k\":\"a\",\"v\":\"\($0)\"}\n" }.joined()
        case "logfmt": values.map { "k=a v=\($0)\n" }.joined()
        case "csv;": "k;v\n" + values.map { "a;\($0.replacing(".", with: ","))\n" }.joined()
        case "tsv": "k\tv\n" + values.map { "a\t\($0)\n" }.joined()
        case "csv of thousands": "k,v\n" + values.map { "a,\($0)\n" }.joined() + "a,\"1,234\"\na,\"-1,000,000\"\n"
        default: "k,v\n" + values.map { "a,\($0)\n" }.joined()
        }
    }

    private func query(_ aggregates: String, _ format: String) -> Query {
        var query = Query(aggregates)
        query.format = String(format.prefix { $0 != " " }) + (format == "csv;" ? " decimal-comma" : "")
        return query
    }

    @Test(
        "least, greatest and comparisons are those of all digits",
        arguments: ["csv", "csv;", "tsv", "json", "json of texts", "logfmt"])
    func extremes(format: String) throws {
        var asked = query("max(v), min(v), max(v) where v < 48, min(v) where v > 1", format)
        #expect(
            try ask(asked, Self.text(format)).rows
                == ["48.533950959211598578\t-0.12345678901234567\t10\t1.000000000000000001"])
        asked = query(
            "count(v = 1.000000000000000001), count(v > 1), count(v >= 10), count(v < 9.99999999999999999999)", format)
        #expect(try ask(asked, Self.text(format)).rows == ["1\t6\t2\t5"])
        asked = query("max(v) where v < 10, max(v) where v < 1.000000000000000002", format)
        #expect(try ask(asked, Self.text(format)).rows == ["9.99999999999999999999\t1.000000000000000001"])
    }

    @Test("beside commas of thousands too")
    func thousands() throws {
        let text = Self.text("csv of thousands") + "a,\"1,234.567890123456789012\"\n"
        #expect(
            try ask(query("max(v), min(v), max(v) where v < 1000", "csv"), text).rows
                == ["1234.567890123456789012\t-1000000\t48.533950959211598578"])
    }

    @Test("one a line, and with powers of ten")
    func lines() throws {
        #expect(
            try ask(Query("max(message), min(message)"), "1.000000000000000056e-01\n0.1\n1.000000000000000057e-01\n")
                .rows == ["0.1000000000000000057\t0.1"])
    }

    @Test("rows are chosen and sorted by all digits", arguments: ["csv", "json", "logfmt"])
    func rows(format: String) throws {
        var text = format == "csv" ? "k,v\n" : ""
        let values = ["9.99999999999999999999", "10", "10.00000000000000000001", "-10.00000000000000000001", "-10"]
        for (place, value) in values.enumerated() {
            switch format {
            case "json": text += "{\"k\":\"\(place)\",\"v\":\(value)}\n"
            case "logfmt": text += "k=\(place) v=\(value)\n"
            default: text += "\(place),\(value)\n"
            }
        }
        var sorted = query("max(v) as m", format)
        sorted.groups = "k"
        sorted.order = "m"
        #expect(try ask(sorted, text).rows.map { $0.prefix(1) } == ["3", "4", "0", "1", "2"])
        sorted.order = "-m"
        #expect(try ask(sorted, text).rows.map { $0.prefix(1) } == ["2", "1", "0", "4", "3"])
        sorted.order = "m"
        sorted.having = "m > 9.9999999999999999998"
        #expect(try ask(sorted, text).rows == ["0\t9.99999999999999999999", "1\t10", "2\t10.00000000000000000001"])
    }

    @Test("values of answers have the order of their numbers")
    func order() {
        let values: [LogValue] = [
            .decimal(Bytes(Array("0.30000000000000000001".utf8))), .number(0.3), .integer(1),
            .decimal(Bytes(Array("1.000000000000000001".utf8))), .decimal(Bytes(Array("0.29999999999999999999".utf8))),
        ]
        #expect(values.sorted() == [values[4], values[1], values[0], values[2], values[3]])
    }
}
