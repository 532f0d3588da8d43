import TestSupport
import Testing
import Thresh

@Suite("Quantiles, exact and within a bound", .timeLimit(.minutes(2)))
struct QuantileTests {
    static let shares = [0, 0.001, 0.01, 0.07, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1]

    /// Kinds of numbers: times with a long tail, few different ones, all finite ones, some that are odd, integers.
    static func numbers(_ kind: Int, count: Int, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let share = Double.random(in: 0..<1, using: &random)
            return switch kind {
            case 0: 0.0002 / (share * share + 1e-5)
            case 1: Double(random.below(7)) - 3
            case 2:
                Double(sign: random.once(in: 2) ? .plus : .minus, exponent: random.below(40), significand: 1 + share)
            case 3: [.nan, .infinity, -.infinity, 0, -0.0, 0x1p-1070, -5, 1e9][random.below(8)]
            case 4: Double(sign: .plus, exponent: random.below(2000) - 1000, significand: 1 + share)
            default: Double(random.below(100_000) - 50_000)
            }
        }
    }

    /// By sorting: the value of nearest rank.
    static func quantile(_ share: Double, of numbers: [Double]) -> Double? {
        let sorted = numbers.filter { !$0.isNaN }.sorted()
        // In thousandths, so without rounding.
        let rank = (Int((share * 1000).rounded()) * sorted.count + 999) / 1000
        return sorted.isEmpty ? nil : sorted[max(1, rank) - 1]
    }

    @Test("exact", arguments: 0..<6)
    func exact(kind: Int) {
        for count in [0, 1, 2, 20, 199, 1000, 5000] {
            let numbers = QuantileTests.numbers(kind, count: count, seed: UInt64(count))
            var quantiles = Quantiles<Double>()
            for number in numbers { quantiles.add(number) }
            let result = quantiles.result
            #expect(result.count == numbers.count { !$0.isNaN })
            for share in QuantileTests.shares {
                #expect(result.quantile(share) == QuantileTests.quantile(share, of: numbers), "\(share) of \(count)")
            }
            checkLaws(of: Quantiles<Double>(), inputs: numbers, seed: 1, canonical: true, add: { $0.add($1) }) {
                result in
                "\(result.count) \(QuantileTests.shares.map { result.quantile($0) })"
            }
            if count > 0 && count < 1000 { checkDamage(of: quantiles, seed: 2) }
        }
    }

    @Test("exact, of integers")
    func integers() {
        var random = SeededGenerator(seed: 3)
        for count in [1, 300, 3000] {
            let numbers: [Int] =
                [.max, .min, 0, -1]
                + (0..<count).map { _ in Int(bitPattern: UInt(random.next() >> UInt64(random.below(64)))) }
            checkLaws(of: Quantiles<Int>(), inputs: numbers, seed: 4, canonical: true, add: { $0.add($1) }) {
                "\($0.quantile(0)!) \($0.quantile(0.3)!) \($0.quantile(1)!)"
            }
            var quantiles = Quantiles<Int>()
            for number in numbers { quantiles.add(number) }
            let sorted = numbers.sorted()
            #expect(quantiles.result.quantile(0.5) == sorted[(sorted.count + 1) / 2 - 1])
            #expect(quantiles.result.quantile(0) == .min && quantiles.result.quantile(1) == .max)
            #expect(decoded(Quantiles<Double>.self, encoded(quantiles)) == nil, "bytes of integers")
        }
    }

    @Test("ranks of shares that a double does not hold exactly")
    func ranks() {
        var quantiles = Quantiles<Int>()
        for number in 1...1000 { quantiles.add(number) }
        for thousandth in 1...1000 { #expect(quantiles.result.quantile(Double(thousandth) / 1000) == thousandth) }
        #expect(quantiles.result.quantile(0.5001) == 501)
    }

    @Test("memory stays near that of the different values")
    func memory() {
        var random = SeededGenerator(seed: 5)
        var quantiles = Quantiles<Int>()
        for _ in 0..<200_000 { quantiles.add(random.below(500)) }
        #expect(quantiles.heapBytes < 60_000)
        #expect(quantiles.result.count == 200_000)
    }

    @Test("within a bound", arguments: [0.0001, 0.01, 0.02, 0.5])
    func bounds(relativeError: Double) {
        for kind in 0..<6 {
            for count in [0, 1, 20, 64, 65, 300, 4000] {
                let numbers = QuantileTests.numbers(kind, count: count, seed: UInt64(count + kind))
                var sketch = DDSketch(relativeError: relativeError, bucketLimit: 65_536)
                for number in numbers { sketch.add(number) }
                #expect(sketch.count == numbers.count { !$0.isNaN })
                // These need more buckets than there are.
                if kind == 4 && relativeError < 0.02 || kind == 2 && relativeError < 0.001 { continue }
                for share in QuantileTests.shares {
                    let expected = QuantileTests.quantile(share, of: numbers)
                    let found = sketch.quantile(share)
                    let isNear =
                        found == expected
                        || (found! - expected!).magnitude <= expected!.magnitude * relativeError * (1 + 1e-9)
                        || (found == 0 && expected!.magnitude < .leastNormalMagnitude)
                    #expect(isNear, "\(share) of \(count) of kind \(kind): \(found ?? -1) for \(expected ?? -1)")
                }
            }
        }
    }

    @Test("every number is in the bucket that stands for it", arguments: [0.001, 0.01, 0.1])
    func buckets(relativeError: Double) {
        var random = SeededGenerator(seed: 6)
        var worst = 0.0
        for round in 0..<20_000 {
            var number = Double(bitPattern: random.next() >> 1)
            if round < 4096 { number = Double(sign: .plus, exponent: round % 2046 - 1022, significand: 1) }
            if round % 2 == 1 { number = number.nextUp }
            guard number.isNormal else { continue }
            var sketch = DDSketch(relativeError: relativeError)
            sketch.add(number)
            worst = max(worst, (sketch.quantile(1)! - number).magnitude / number)
        }
        #expect(worst <= relativeError * (1 + 1e-9))
        // Else the buckets were finer than they need be.
        #expect(worst >= relativeError * 0.95)
    }

    @Test("laws of the sketch, also when buckets are given up", arguments: 0..<6)
    func sketchLaws(kind: Int) {
        for (count, limit) in [(0, 2048), (1, 2048), (50, 128), (63, 128), (130, 2048), (2000, 128), (2000, 2048)] {
            let empty = DDSketch(relativeError: 0.01, bucketLimit: limit)
            let numbers = QuantileTests.numbers(kind, count: count, seed: 7)
            checkLaws(of: empty, inputs: numbers, seed: 8, canonical: true, add: { $0.add($1) }) { sketch in
                "\(sketch.count) \(QuantileTests.shares.map { sketch.quantile($0) })"
            }
            var sketch = empty
            for number in numbers { sketch.add(number) }
            #expect(sketch.heapBytes <= 16 * limit * 2 + 1000)
            checkDamage(of: sketch, seed: 9) { $0.relativeError == 0.01 && $0.bucketLimit == limit }
        }
    }

    @Test("of numbers too far apart the greatest keep their bound")
    func collapse() {
        var sketch = DDSketch(relativeError: 0.01, bucketLimit: 128)
        for exponent in -300...300 { sketch.add(Double(sign: .plus, exponent: exponent, significand: 1)) }
        #expect((sketch.quantile(1)! / 0x1p300 - 1).magnitude <= 0.01)
        #expect(sketch.quantile(0)! > 0x1p295)
        #expect(sketch.count == 601)
    }
}
