import Testing
import Thresh

@testable import ThreshLogs

@Suite("Comparisons with the word null", .timeLimit(.minutes(1)))
struct NullComparisonTests {
    private let context = ExpressionContext(now: Timestamp(seconds: 1_431_907_200)!)
    private let columns: [(name: String, type: ExpressionType)] = [
        ("x", .number), ("s", .text), ("t", .time), ("b", .boolean),
    ]

    private func refusal(_ text: String) -> String? {
        do {
            _ = try ExpressionProgram([.parse(text)], columns: columns, context: context)
            return nil
        } catch { return error.message }
    }

    @Test(
        "are refused wherever they stand",
        arguments: [
            "x = null", "null = x", "x != null", "s < null", "null >= t", "b = null", "not (x = null)",
            "x = 1 or s = null",
            "if(x = null, 1, 2)", "case when x = null then 1 end", "case s when null then 1 end", "x in (null)",
            "x not in (1, null)", "s in ('a', null)", "t in (null)", "null = null", "x + 1 = null",
        ])
    func refused(text: String) { #expect(refusal(text)?.contains("null") == true) }

    @Test("name the question to ask")
    func hints() {
        #expect(refusal("s = null")?.contains("ask 's is null'") == true)
        #expect(refusal("x + 1 != null")?.contains("ask 'x + 1 is not null'") == true)
        #expect(refusal("null < 5")?.contains("ask 'x is null'") == true)
        #expect(refusal("x not in (1, null)")?.contains("'x is null'") == true)
    }

    @Test("what may be null in a line is compared, and null")
    func values() throws {
        let texts = [
            "x = if(b, 1, null)", "x != coalesce(null, x)", "x is null", "x is not null", "not (x in (1, 2))",
            "if(b, null, 3) is null",
        ]
        let program = try ExpressionProgram(try texts.map { try .parse($0) }, columns: columns, context: context)
        program.begin()
        for (index, name) in program.fieldNames.enumerated() {
            if name == "b" { program.setColumn(index, boolean: true) } else { program.setNull(index) }
        }
        let found = texts.indices.map { index -> String in
            let value = program.value(index)
            return value.isNull ? "null" : "\(value.isTrue)"
        }
        #expect(found == ["null", "null", "true", "false", "null", "true"])
    }
}
