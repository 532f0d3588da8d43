import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// Which values are the same, and in which order they are.
@Suite("Keys of values", .timeLimit(.minutes(1)))
struct ValueKeyTests {
    private func key(_ text: String, _ type: ExpressionType, isLast: Bool = true) -> [UInt8] {
        var key = ByteBuffer()
        unsafe Array(text.utf8).withUnsafeBytes { bytes in
            LogKey.append(text: unsafe ByteView(bytes), as: type, isLast: isLast, to: &key)
        }
        return Array(key.view)
    }

    private func number(_ value: Double) -> [UInt8] {
        var key = ByteBuffer()
        LogKey.append(number: value, to: &key)
        return Array(key.view)
    }

    private func integer(_ value: Int) -> [UInt8] {
        var key = ByteBuffer()
        LogKey.append(integer: value, to: &key)
        return Array(key.view)
    }

    @Test func whatIsWrittenAlikeIsTheSame() {
        #expect(number(5) == integer(5) && number(-0.0) == integer(0) && number(0x1p62) == integer(1 << 62))
        #expect(key("12", .any) == integer(12) && key("0.5", .number) == number(0.5))
        #expect(key("012", .any) != integer(12) && key("12", .numeral(.number)) != key("12.0", .numeral(.number)))
        #expect(key("12", .text) != integer(12))
        #expect(integer(9_007_199_254_740_993) != integer(9_007_199_254_740_992))
    }

    @Test func numeralsAreInTheOrderOfNumbers() {
        let sorted = [
            "-99999999999999999999", "-9999999999999999999", "-2", "-1.50", "-0.5", "000", "0.50", "1", "007", "10",
            "10.0", "9223372036854775807", "9999999999999999999", "10000000000000000000", "abc", "x",
        ]
        let keys = sorted.map { key($0, .numeral(.number)) }
        for (a, b) in zip(keys, keys.dropFirst()) { #expect(a.lexicographicallyPrecedes(b), "\(a) \(b)") }
        let lengths = ["100ns", "250us", "15 ms", "2s", "1m"].map { key($0, .numeral(.duration)) }
        for (a, b) in zip(lengths, lengths.dropFirst()) { #expect(a.lexicographicallyPrecedes(b)) }
    }

    @Test func textsComeOutAsTheyAreWritten() {
        for text in ["007", "5.50", "12", "abc", "", "a\0b", "18446744073709551615", "-99999999999999999999", "1e3"] {
            for type in [ExpressionType.text, .numeral(.number), .any, .number] {
                let bytes = key(text, type, isLast: false) + integer(3)
                let values = unsafe bytes.withUnsafeBytes { LogKey.values(of: unsafe ByteView($0), count: 2) }
                var printed = ByteBuffer()
                values[0].appendText(in: .utc, to: &printed)
                #expect(Array(printed.view) == Array(text.utf8), "\(text) \(type)")
                #expect(values[1] == .integer(3))
            }
        }
    }
}
