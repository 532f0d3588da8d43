import Testing
import Thresh

@testable import ThreshLogs

/// Numbers with more digits than an integer of 64 bits or a double has.
@Suite("Numbers of many digits", .timeLimit(.minutes(1)))
struct LargeNumberTests {
    private func digits(_ text: String) -> String? {
        Array(text.utf8).withLineBytes { LargeNumber.digits($0)?.string }
    }

    private func printed(_ text: String) -> String {
        var bytes = ByteBuffer()
        bytes.append(text)
        return String(decoding: LargeNumber.printed(bytes.view), as: UTF8.self)
    }

    @Test(
        "they are known by their digits",
        arguments: [
            "48.533950959211598578", "1.000000000000000001", "-0.12345678901234567", "9223372036854775808",
            "-9223372036854775809", "1.0000000000000000561e-01", "9223372036854775807.0", "0.10000000000000001",
            ".1234567890123456789",
        ])
    func known(text: String) {
        #expect(digits(text) == text)
    }

    @Test(
        "what an integer or a double has, and what is no number, is none",
        arguments: [
            "1.5", "1.50000000000000000000", "0.1234567890123456", "0.30000000000000004", "9223372036854775807",
            "000000000000000000000000017", "1e300", "1.2.3456789012345678", "123456789012345678x",
            "1.7976931348623157e+308",
            "4.9e-324", "0.000000000000000000000000000012", "12345678901234567890e999",
        ])
    func others(text: String) {
        #expect(digits(text) == nil)
    }

    @Test("zeros and a plus before them are left out")
    func zeros() {
        #expect(digits("+00123456789012345678901") == "123456789012345678901")
        #expect(digits("+000.1234567890123456789") == "0.1234567890123456789")
    }

    @Test("however they are written, they are printed alike")
    func prints() {
        for (written, expected) in [
            ("1.0000000000000000561e-01", "0.10000000000000000561"), (".1234567890123456789", "0.1234567890123456789"),
            ("9223372036854775807.0", "9223372036854775807"), ("1.2345678901234567890e5", "123456.7890123456789"),
            ("-0012.34567890123456789000", "-12.34567890123456789"),
            ("1234567890123456789012e2", "123456789012345678901200"),
            ("1.234567890123456789e-40", "1.234567890123456789e-40"),
        ] { #expect(printed(written) == expected, "\(written)") }
    }

    @Test("their order is that of the numbers, whatever is before or behind the point")
    func order() {
        let texts = [
            "-1e30", "-9223372036854775808.5", "-10.00000000000000000001", "-9.99999999999999999999", "-1.5",
            "-0.1e-20", "0",
            "0.09999999999999999999", "0.1", "0.10000000000000000001", "0.5", "0.999999999999999999999", "1",
            "1.000000000000000001", "1.0000000000000000011", "9.99999999999999999999", "10", "10.00000000000000000001",
            "9223372036854775807.5", "9223372036854775808", "1.23456789012345678901e+30",
        ]
        for (place, text) in texts.enumerated() {
            for (other, number) in texts.enumerated() {
                let order = Array(text.utf8).withLineBytes { a in
                    Array(number.utf8).withLineBytes { LargeNumber.order(a, $0) }
                }
                #expect(order.signum() == (place - other).signum(), "\(text) \(number)")
                guard digits(text) != nil else { continue }
                let scalar = Array(text.utf8).withLineBytes { a in
                    Array(number.utf8).withLineBytes { b in
                        LargeNumber.order(a, digits(number) == nil ? .number(Double(number)!) : .large(b))
                    }
                }
                #expect(scalar?.signum() == (place - other).signum(), "\(text) \(number)")
            }
        }
    }
}
