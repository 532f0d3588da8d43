import Testing
import Thresh

@testable import ThreshLogs

@Suite("Decimal numbers", .timeLimit(.minutes(1)))
struct DecimalNumberTests {
    private func parse(_ text: String, shift: Int = 0) -> DecimalNumber? {
        Array(text.utf8).withLineBytes { DecimalNumber($0, shift: shift) }
    }

    @Test(
        arguments: [
            ("0", 0, 0), ("12", 12, 0), ("-12", -12, 0), ("+3", 3, 0), ("1.5", 1, 500_000_000_000_000_000),
            ("-1.5", -2, 500_000_000_000_000_000), ("0.000000000000000001", 0, 1),
            ("-0.000000000000000001", -1, 999_999_999_999_999_999), ("5e2", 500, 0),
            ("5E-1", 0, 500_000_000_000_000_000),
            ("12.50e1", 125, 0), (".5", 0, 500_000_000_000_000_000), ("7.", 7, 0), ("-0", 0, 0), ("0e400", 0, 0),
            ("9223372036854775807", .max, 0), ("1.0000000000000000", 1, 0),
            ("0.5000000000000000000", 0, 500_000_000_000_000_000),
            ("48.533950959211598578", 48, 533_950_959_211_598_578),
            ("-9223372036854775806.000000000000000001", -9_223_372_036_854_775_807, 999_999_999_999_999_999),
            ("123456789012.34567890120000000000", 123_456_789_012, 345_678_901_200_000_000),
            ("+1234567890.1234567890e5", 123_456_789_012_345, 678_900_000_000_000_000),
        ] as [(String, Int64, UInt64)])
    func numbersAreAsTheirDigitsSay(text: String, integer: Int64, fraction: UInt64) {
        #expect(parse(text) == DecimalNumber(integer, fraction: fraction))
    }

    @Test(arguments: [
        "", "-", ".", "e5", "1.2.3", "0x10", "1e", "1e5x", "12a", "9223372036854775808", "1e19", "1e-19", "1 ",
        "0.1234567890123456789", "99999999999999999999", "1e99999999999", "9223372036854775808.000000000000000001",
        "1.00000000000000000000000000000000000000000001", "123456789012345678901234567890.5", "12345678901234567890.1x",
    ])
    func whatDoesNotFitIsNone(text: String) { #expect(parse(text) == nil) }

    @Test(
        arguments: [
            ("9", DurationUnit.milliseconds, 0, 9_000_000_000_000_000),
            ("34133", .microseconds, 0, 34_133_000_000_000_000),
            ("1.5ms", .written, 0, 1_500_000_000_000_000), ("1m2.5s", .written, 62, 500_000_000_000_000_000),
            ("2h", .written, 7200, 0), ("1d0.25h", .written, 87_300, 0), ("3", .written, 3, 0),
            ("7ns", .written, 0, 7_000_000_000),
        ] as [(String, DurationUnit, Int64, UInt64)])
    func lengthsOfTimeAreInSeconds(text: String, unit: DurationUnit, integer: Int64, fraction: UInt64) {
        let exact = Array(text.utf8).withLineBytes { NumberText.decimalDuration($0, unit) }
        #expect(exact == DecimalNumber(integer, fraction: fraction))
        let nearest = Array(text.utf8).withLineBytes { NumberText.duration($0, unit) }
        #expect(
            nearest == Double("\(integer).\(String(repeating: "0", count: 18 - String(fraction).count))\(fraction)"))
    }
}
