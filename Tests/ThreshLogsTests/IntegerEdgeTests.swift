import Testing
import Thresh

@testable import ThreshLogs

@Suite("Integers at the ends of 64 bits", .timeLimit(.minutes(1)))
struct IntegerEdgeTests {
    private func value(_ text: String, _ x: Int) throws -> String? {
        let context = ExpressionContext(now: Timestamp(seconds: 1_431_907_200)!)
        let program = try ExpressionProgram([.parse(text)], columns: [("x", .integer)], context: context)
        program.begin()
        if !program.fieldNames.isEmpty { program.setColumn(0, integer: x) }
        let value = program.value(0)
        if value.isLarge { return String(value.text) }
        return value.integer.map { "\($0)" } ?? value.number.map { NumberText.text($0) }
    }

    @Test("no function of integers is null or wrong for them")
    func least() throws {
        for (text, expected) in [
            ("abs(x)", "9223372036854775808"), ("-x", "9223372036854775808"), ("0 - x", "9.223372036854776e+18"),
            ("abs(-x)", "9223372036854775808"), ("bin(x, 10)", "-9223372036854775810"),
            ("bin(x, 9223372036854775807)", "-18446744073709551614"), ("bin(x, 1)", "-9223372036854775808"),
            ("round(x, -1)", "-9223372036854775810"), ("round(x, -18)", "-9000000000000000000"),
            ("round(x, -19)", "-10000000000000000000"), ("round(x, -20)", "0"), ("round(x, -300)", "0"),
            ("floor(x)", "-9223372036854775808"), ("ceil(x)", "-9223372036854775808"), ("x % -1", "0"),
            ("x / -1", "9.223372036854776e+18"), ("x * -1", "9.223372036854776e+18"),
            ("x - 10000", "-9.223372036854786e+18"),
            ("min(x, 0)", "-9223372036854775808"), ("x % 10", "-8"), ("round(x, 3)", "-9223372036854775808"),
        ] { #expect(try value(text, .min) == expected, "\(text)") }
    }

    @Test("the greatest too")
    func greatest() throws {
        for (text, expected) in [
            ("abs(x)", "9223372036854775807"), ("-x", "-9223372036854775807"), ("bin(x, 10)", "9223372036854775800"),
            ("round(x, -1)", "9223372036854775810"), ("round(x, -18)", "9000000000000000000"),
            ("bin(x, 0, 9223372036854775806, 9223372036854775807)", "9223372036854775807"),
            ("bin(x - 1, 0, 9223372036854775806, 9223372036854775807)", "9223372036854775806"),
            ("x + 1", "9.223372036854776e+18"), ("x % 2", "1"),
        ] { #expect(try value(text, .max) == expected, "\(text)") }
        #expect(try value("bin(x, 9007199254740993)", 9_007_199_254_740_992) == "0")
        #expect(try value("bin(x, 0, 9007199254740993)", 9_007_199_254_740_992) == "0")
    }

    @Test("numbers round at any place")
    func places() throws {
        for (text, expected) in [
            ("round(1.5e20, -20)", "200000000000000000000"), ("round(2.5e22, -22)", "3e+22"), ("round(4e19, -20)", "0"),
            ("round(1.23456e-18, 20)", "1.23e-18"), ("round(1.25, 300)", "1.25"), ("round(1e300, 5)", "1e+300"),
            ("round(-1.5e20, -20)", "-200000000000000000000"),
        ] {
            let found = try value(text, 0)
            #expect(
                found == expected || found.flatMap { Double($0) } == Double(expected), "\(text): \(found ?? "null")")
        }
    }
}
