import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// Knuth's linear congruential generator.
private struct Steps: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 32
    }
}

@Suite("Variances", .timeLimit(.minutes(1)))
struct VarianceTests {
    private static let sets: [(numbers: [String], variance: String, deviation: String)] = [
        (["1000000000.1", "1000000000.2", "1000000000.3"], "0.01", "0.1"),
        (["9007199254740993", "9007199254740995"], "2", "1.4142135623730951"),
        (["9223372036854775807", "-9223372036854775808", "0"], "8.507059173023462e+37", "9.223372036854776e+18"),
        (["0.1", "0.2", "0.4", "0.7"], "0.07", "0.2645751311064591"),
        (["1.000000000000000001", "1.000000000000000003"], "2e-36", "1.414213562373095e-18"),
        (["3", "1.5", "-0.25", "1000000"], "249999291668.93228", "499999.29166843055"),
        (["1e200", "-1e200"], "inf", "1.414213562373095e+200"),
        (["1e-200", "3e-200"], "0", "1.414213562373095e-200"),
        (["99999999.99", "100000000", "100000000.01"], "0.0001", "0.01"),
        (["0.000001", "123456789", "5"], "5080526044302159", "71277808.91906092"),
    ]

    @Test("are those of the digits that are written, in any format", arguments: sets.indices)
    func exact(index: Int) throws {
        let (numbers, variance, deviation) = Self.sets[index]
        let query = Query("variance(x), stddev(x), count")
        let expected = "\(variance)\t\(deviation)\t\(numbers.count)"
        let json = numbers.map { "{\"a\":1,\"x\":\($0)}\n" }.joined()
        let quoted = numbers.map { "{\"a\":1,\"x\":\"\($0)\"}\n" }.joined()
        let pairs = numbers.map { "a=1 x=\($0)\n" }.joined()
        for text in ["x,a\n" + numbers.map { "\($0),1\n" }.joined(), json, quoted, pairs] {
            #expect(try ask(query, text).rows == [expected], "\(text)")
        }
        // In another order, and in chunks that are merged.
        var options = JobOptions()
        options.chunkSize = 16
        #expect(try ask(query, options, "x,a\n" + numbers.reversed().map { "\($0),1\n" }.joined()).rows == [expected])
    }

    @Test("of groups, of lengths of time, and of what is computed")
    func groups() throws {
        var query = Query("stddev(ms)")
        query.groups = "g"
        #expect(
            try ask(query, "g,ms\na,0.1\nb,7\na,0.2\na,0.3\nb,9007199254740993\n").rows == [
                "a\t0.1", "b\t6369051672525768",
            ])
        #expect(try ask(Query("stddev(d)"), "d,a\n100ms,1\n200ms,1\n300ms,1\n").rows == ["0.1"])
        #expect(
            try ask(Query("stddev(x * 2), stddev(x / 3)"), "x,a\n0.05,1\n0.1,1\n0.15,1\n").rows[0].hasPrefix(
                "0.1\t0.01666666666666666"))
        #expect(try ask(Query("stddev(x), variance(x)"), "x,a\n5,1\n").rows == ["\t"])
        #expect(try ask(Query("stddev(x), variance(x)"), "x,a\n0.1,1\n0.1,1\n").rows == ["0\t0"])
    }

    @Test("parts give the same bits in whatever way they are divided and written")
    func merging() throws {
        var random = Steps(state: 11)
        for round in 0..<40 {
            let numbers = (0..<60).map { _ in Int.random(in: 0..<3, using: &random) }
            var parts = [DecimalVariance(), DecimalVariance(), DecimalVariance(), DecimalVariance()]
            var whole = DecimalVariance()
            for kind in numbers {
                let part = Int.random(in: 0..<4, using: &random)
                let units = Int128(Int64.random(in: -5_000_000_000...5_000_000_000, using: &random)) * 1_000_000_007
                let double = Double.random(in: -1e3...1e3, using: &random) * (round % 2 == 0 ? 1 : 1e150)
                let integer = Int64.random(in: .min ... .max, using: &random)
                func add(_ variance: inout DecimalVariance) {
                    switch kind {
                    case 0: variance.add(integer: integer)
                    case 1: variance.add(units: units)
                    default: variance.add(double)
                    }
                }
                add(&parts[part])
                add(&whole)
            }
            var merged = DecimalVariance()
            for part in parts {
                var bytes = ByteBuffer()
                part.encode(into: &bytes)
                let decoded = DecimalVariance(decoding: bytes.view)
                merged.merge(try #require(decoded))
                let isCutRead = DecimalVariance(decoding: bytes.view.slice(0, bytes.count - 1)) != nil
                #expect(!isCutRead)
            }
            #expect(merged.result == whole.result && whole.result?.count == 60)
            #expect(whole.result!.standardDeviation!.isFinite)
        }
    }

    @Test("mixed kinds are one set of numbers")
    func mixed() {
        var variance = DecimalVariance()
        variance.add(integer: 3)
        variance.add(units: 1_500_000_000_000_000_000)
        variance.add(-0.25)
        variance.add(units: -2_000_000_000_000_000_000)
        // Of 3, 1.5, -0.25, -2.
        #expect(variance.result?.mean == 0.5625 && variance.result?.count == 4)
        #expect(variance.result?.variance == 4.682291666666667 && variance.result?.populationVariance == 3.51171875)
        variance.add(.infinity)
        #expect(variance.result?.variance?.isNaN == true)
        #expect(DecimalVariance().result == nil)
    }

    @Test("an infinite number is nothing where numbers are wanted")
    func infinite() throws {
        for number in [Double.infinity, -.infinity, .nan] {
            var cell = ByteBuffer()
            LogValue.number(number).appendCell(in: .utc, isTyped: true, to: &cell)
            let kind = cell.view[0]
            #expect(kind == CellKind.none.rawValue)
        }
        #expect(
            try ask(Query("sum(x), max(x * 10), variance(x)"), "x,a\n1e308,1\n1e308,1\n-1e308,1\n").rows == [
                "1e+308\tinf\tinf"
            ]
        )
    }
}
