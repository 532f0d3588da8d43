import Testing

@testable import ThreshLogs

/// Names of columns are made in time that is proportional to how many there are: with more, these would take minutes.
@Suite("Names of thousands of columns", .timeLimit(.minutes(1)))
struct FieldNameTests {
    private static let count = 30_000

    private func formats(_ columns: [String]) throws -> [LogFormat] {
        let zeek = try #require(LogFormat.zeek(["#fields\t" + columns.joined(separator: "\t")]))
        return [
            LogFormat.w3c(fieldsDirective: "#Fields: " + columns.joined(separator: " ")), zeek,
            LogFormat.separated(by: 44, header: columns.joined(separator: ",")),
            try LogFormat.nginx(columns.map { "$" + $0 }.joined(separator: " ")),
        ]
    }

    @Test("that differ")
    func different() throws {
        let columns = (0..<Self.count).map { "c\($0)" }
        for format in try formats(columns) { #expect(format.fields.map(\.name) == columns, "\(format.name)") }
    }

    @Test("that are all alike")
    func alike() throws {
        let columns = Array(repeating: "x", count: Self.count)
        let names = ["x"] + (2...Self.count).map { "x_\($0)" }
        for format in try formats(columns) { #expect(format.fields.map(\.name) == names, "\(format.name)") }
    }

    @Test("whose numbered names are taken")
    func taken() {
        var names = FieldNames(["x_2"])
        #expect(
            ["x", "x", "x", "x_3", "x", "a b", "a_b", "", "2"].map { names.take($0) }
                == ["x", "x_3", "x_4", "x_3_2", "x_5", "a_b", "a_b_2", "column", "_2"])
    }
}
