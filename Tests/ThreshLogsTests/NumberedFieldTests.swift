import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

@Suite("Fields by their numbers") struct NumberedFieldTests {
    private static let w3c = "#Fields: date time c-ip sc-status cs-uri-stem"
    private static let combined = FormatCatalog.formats.first { $0.name == "combined" }!

    /// What expressions make of a line.
    private func values(_ expressions: [String], _ line: String, _ format: LogFormat) throws -> [String] {
        let context = ExpressionContext(now: Timestamp(nanoseconds: 0))
        let program = try ExpressionProgram(
            expressions.map { try Expression.parse($0) }, format: format, context: context)
        let extractor = try FieldExtractor(format, fields: program.fieldNames, context: TimeContext.ofSamples)
        return Array(line.utf8).withByteView { view in
            guard extractor.extract(view) == .fields else { return [] }
            let fields = unsafe extractor.fields(of: view)
            program.begin()
            return expressions.indices.map { index in
                program.value(index, fields).integer.map { String($0) } ?? String(program.value(index, fields).text)
            }
        }
    }

    private func fault(_ expression: String, _ format: LogFormat) -> String {
        do {
            _ = try ExpressionProgram(
                [.parse(expression)], format: format, context: ExpressionContext(now: Timestamp(nanoseconds: 0)))
            return ""
        } catch { return error.description }
    }

    @Test("of tables they are columns, whatever these are called")
    func tables() throws {
        let table = LogFormat.separated(by: 44, header: "b,,#1,a")
        #expect(
            try values(["#1", "#2", "#3", "#4", "a", "concat(#4, #1)"], "w,x,y,z", table) == [
                "w", "x", "y", "z", "z", "zw",
            ])
        let nameless = LogFormat.separated(by: 9, names: [], columnCount: 3, header: nil)
        #expect(try values(["#3", "column3", "(#2)"], "x\ty\tz", nameless) == ["z", "z", "y"])
        let wide = LogFormat.separated(by: 44, header: (1...40).map { "c\($0)" }.joined(separator: ","))
        let line = (1...40).map { "v\($0)" }.joined(separator: ",")
        let wanted = [40, 1, 12, 33, 2, 3, 4, 5, 6, 7, 39]
        #expect(try values(wanted.map { "#\($0)" }, line, wide) == wanted.map { "v\($0)" })
    }

    @Test("of W3C files they are what the directive names; else fields in their order")
    func lines() throws {
        let file = LogFormat.w3c(fieldsDirective: Self.w3c)
        let line = "2024-05-01 10:00:00 10.0.0.1 404 /a"
        #expect(try values(["#3", "#4", "#5"], line, file) == ["10.0.0.1", "404", "/a"])
        #expect(file.type(of: "#1") == file.type(of: "time") && file.type(of: "#2") == file.type(of: "time"))
        // Fields that only other sections have are none of this one's columns.
        let joined = file.addingFields(of: [LogFormat.w3c(fieldsDirective: "#Fields: x-a x-b x-c x-d x-e x-f")])
        #expect(joined.type(of: "x-f") != nil && joined.type(of: "#6") == nil)
        let number = try #require(Self.combined.fieldNames.firstIndex(of: "status")) + 1
        let access = #"10.0.0.9 - - [01/May/2024:10:00:00 +0000] "GET /a HTTP/1.1" 503 1 "-" "-""#
        #expect(
            try values(["#1", "#\(number)", "#\(number) + 1"], access, Self.combined) == ["10.0.0.9", "503", "504"])
        let pattern = try LogFormat.pattern("(?<x>\\S+) (?<y>\\S+)")
        #expect(try values(["#2", "#1"], "one two", pattern) == ["two", "one"])
    }

    @Test("what they cannot name is refused, with what there is")
    func refusals() throws {
        let table = LogFormat.separated(by: 44, header: "id,name")
        for number in ["#0", "#3", "#99999999999999999999"] {
            #expect(fault(number, table).contains("the format csv has no field \(number); it has #1 id, #2 name"))
        }
        let json = try Array(##"{"a":1,"#2":5}"##.utf8).withByteView {
            try FormatDetector.format(named: "json", for: $0)
        }
        #expect(fault("#2 > 1", json).contains("fields of json are in any order"))
        #expect(try values(["`#2`"], ##"{"a":1,"#2":5}"##, json) == ["5"])
        #expect(throws: ExpressionError.self) { try Expression.parse("# 2") }
        #expect(throws: ExpressionError.self) { try Expression.parse("#a") }
    }
}
