import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("What the states of groups keep", .timeLimit(.minutes(1)))
struct StateTests {
    // MARK: - Sums

    /// A number with so many billionths of a billionth.
    private func decimal(_ text: String) -> DecimalNumber {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let whole = Int64(parts[0])!
        let digits = parts.count > 1 ? String(parts[1]) : ""
        let fraction = UInt64(digits + String(repeating: "0", count: 18 - digits.count))!
        if !isNegative { return DecimalNumber(whole, fraction: fraction) }
        return fraction == 0
            ? DecimalNumber(-whole) : DecimalNumber(-whole - 1, fraction: DecimalNumber.fractionUnit - fraction)
    }

    private func sum(_ texts: [String]) -> SumState {
        var state = zeros(SumState.self)
        for text in texts { state.add(decimal(text)) }
        return state
    }

    private func zeros<T: BitwiseCopyable>(_: T.Type) -> T {
        unsafe withUnsafeTemporaryAllocation(byteCount: MemoryLayout<T>.size, alignment: 16) { bytes in
            unsafe bytes.initializeMemory(as: UInt8.self, repeating: 0)
            return unsafe bytes.load(as: T.self)
        }
    }

    @Test(
        arguments: [
            (["1.0001", "1.0002", "1.0002"], "3.0005"), (["0.1", "0.2"], "0.3"), (["-1.5", "0.25"], "-1.25"),
            (["-0.5", "-0.5"], "-1"), (["0.5", "-0.5"], "0"), (["-0.000000000000000001"], "-0.000000000000000001"),
            (["9223372036854775807", "9223372036854775807", "0.5"], "18446744073709551614.5"),
            (["-9223372036854775807", "-9223372036854775807", "-0.5"], "-18446744073709551614.5"), ([], "0"),
            (["0.009", "0.009", "0.009"], "0.027"), (["1.10", "2.20"], "3.3"),
        ] as [([String], String)])
    func sumsAreExact(texts: [String], expected: String) {
        #expect(sum(texts).total.text == expected)
        #expect(sum(texts.reversed()).total.text == expected)
        #expect(sum(texts).count == texts.count)
    }

    @Test func sumsInPartsAreTheSame() {
        var random = SystemRandomNumberGenerator()
        let texts = (0..<500).map { _ in
            "\(Int64.random(in: -1_000_000_000...1_000_000_000, using: &random)).\(UInt64.random(in: 0...999_999_999, using: &random))"
        }
        let whole = sum(texts)
        var merged = zeros(SumState.self)
        for start in stride(from: 490, through: 0, by: -10) {
            let part = sum(Array(texts[start..<start + 10]))
            merged.merge(integer: part.total.integer, fraction: part.total.fraction, count: part.count)
        }
        #expect(merged.total == whole.total)
        #expect(merged.count == 500)
    }

    @Test(
        arguments: [
            (["1", "2"], 1.5), (["0.1", "0.2"], 0.15), (["1", "0", "0"], 1.0 / 3), (["-1", "-1", "0"], -2.0 / 3),
            (["9007199254740993", "9007199254740993"], 9_007_199_254_740_992), (["0.3", "0.3", "0.3"], 0.3),
        ] as [([String], Double)])
    func meansAreTheNearestDoubles(texts: [String], expected: Double) {
        let sum = sum(texts)
        #expect(sum.total.divided(by: sum.count) == expected)
    }

    // MARK: - Values

    @Test func valuesHaveOneOrder() {
        let ascending: [ValueState] = [
            .boolean(false), .boolean(true), .number(-.infinity), .integer(.min), .integer(-1), .number(-0.5),
            .integer(0), .number(0.5), .number(1), .integer(1), .integer(1 << 53), .integer((1 << 53) + 1),
            .number(0x1p53 + 2), .integer((1 << 53) + 3), .integer(.max - 1), .integer(.max), .number(0x1p63),
            .time(-5), .time(0), .time(7), .text(at: 1),
        ]
        for (place, value) in ascending.enumerated() {
            for (other, next) in ascending.enumerated() {
                // Texts are compared by their bytes.
                if place == ascending.count - 1 && other == place { continue }
                #expect(value.precedes(next) == (place < other), "\(value) \(next)")
            }
        }
    }

    // MARK: - Quantiles

    @Test func integersStayExactInQuantiles() {
        let integers: [Int64] = [
            9_007_199_254_740_993, 9_007_199_254_740_995, 9_007_199_254_740_993, .max, .max - 1, .min, -3, 4, 4,
        ]
        var quantiles = NumberQuantiles()
        var parts = [NumberQuantiles(), NumberQuantiles(), NumberQuantiles()]
        for (index, integer) in integers.enumerated() {
            quantiles.add(integer)
            parts[index % 3].add(integer)
        }
        let sorted = integers.sorted()
        for count in 1...integers.count {
            let share = Double(count) / Double(integers.count)
            #expect(quantiles.result.quantile(share) == .integer(Int(sorted[count - 1])))
        }
        parts[2].merge(parts[0])
        parts[1].merge(parts[2])
        var bytes = ByteBuffer()
        parts[1].encode(into: &bytes)
        let read = NumberQuantiles(decoding: bytes.view)
        #expect(read?.result.quantile(0.5) == .integer(Int(sorted[4])))
        #expect(read?.result.quantile(1) == .integer(.max))
    }

    @Test func integersAndOtherNumbersAreInOneOrder() {
        var quantiles = NumberQuantiles()
        for number in [0.5, 1e300, -1e300, 0x1p60, 2.5] { quantiles.add(number) }
        for integer in [Int64(1) << 60 + 1, .max, 2, 9_007_199_254_740_993] { quantiles.add(integer) }
        let expected = [
            "-1e+300", "0.5", "2", "2.5", "9007199254740993", "1152921504606846976", "1152921504606846977",
            "9223372036854775807", "1e+300",
        ]
        for count in 1...9 {
            #expect(quantiles.result.quantile(Double(count) / 9).description == expected[count - 1])
        }
    }
}
