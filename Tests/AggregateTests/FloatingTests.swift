import TestSupport
import Testing
import Thresh

@Suite("Exact sums, means and variances of doubles", .timeLimit(.minutes(2)))
struct FloatingTests {
    /// Kinds of numbers: prices, measurements, everything that is finite, halves of units, the least and the greatest.
    static func numbers(_ kind: Int, count: Int, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            switch kind {
            case 0: Double(random.below(1_000_000)) / 100
            case 1: Double.random(in: -1...1, using: &random)
            case 2:
                Double(
                    sign: random.once(in: 2) ? .plus : .minus, exponentBitPattern: UInt(random.below(1900)),
                    significandBitPattern: random.next() >> 12)
            case 3: [1, 0x1p-53, -0x1p-53, 0x1p-54, 0x1p53, 3 * 0x1p-53, 0x1p-106, -1, 1e300, -1e300][random.below(10)]
            case 4: Double(random.below(20) - 10) * .leastNonzeroMagnitude
            case 5: Double.random(in: -1...1, using: &random) * [1e-200, 1, 1e200][random.below(3)]
            case 6: Double(random.below(2_000_001) - 1_000_000)
            default: [0, -0.0, 1e22, 1e-22, -1e22][random.below(5)]
            }
        }
    }

    static func describe(_ result: Double) -> String { result.isNaN ? "nan" : "\(result) \(result.bitPattern)" }
    static func describe(_ moments: Moments?) -> String {
        guard let moments else { return "nil" }
        let spread = [moments.mean, moments.populationVariance, moments.variance ?? -1]
        return "\(moments.count) " + spread.map(describe).joined(separator: " ")
    }

    @Test("sums are those of another exact algorithm", arguments: 0..<8)
    func sums(kind: Int) {
        for seed in 0..<300 as Range<UInt64> {
            let numbers = FloatingTests.numbers(kind, count: 1 + Int(seed) % 40, seed: seed)
            var sum = FloatingSum()
            var halves = [FloatingSum(), FloatingSum()]
            for (index, number) in numbers.enumerated() {
                sum.add(number)
                halves[index % 2].add(number)
            }
            halves[0].merge(roundTripped(halves[1]))
            let expected = exactSum(numbers)
            #expect(sum.result == expected && halves[0].result == expected, "seed \(seed)")
        }
    }

    @Test("laws", arguments: 0..<8)
    func laws(kind: Int) {
        for count in [0, 1, 2, 50, 400] {
            let numbers = FloatingTests.numbers(kind, count: count, seed: UInt64(count))
            checkLaws(
                of: FloatingSum(), inputs: numbers, seed: 1, canonical: true, add: { $0.add($1) },
                describe: FloatingTests.describe)
            checkLaws(of: Mean(), inputs: numbers, seed: 2, canonical: true, add: { $0.add($1) }) {
                $0.map(FloatingTests.describe) ?? "nil"
            }
            checkLaws(
                of: Variance(), inputs: numbers, seed: 3, canonical: true, add: { $0.add($1) },
                describe: FloatingTests.describe)
        }
    }

    @Test("infinities, NaN and what is too large")
    func specials() {
        let cases: [([Double], Double)] = [
            ([], 0), ([-0.0], 0), ([.infinity, 1], .infinity), ([-.infinity, 1], -.infinity),
            ([.infinity, -.infinity], .nan), ([.nan, 1], .nan), ([1, .signalingNaN, .infinity], .nan),
            ([.greatestFiniteMagnitude, .greatestFiniteMagnitude], .infinity),
            ([-.greatestFiniteMagnitude, -.greatestFiniteMagnitude], -.infinity),
            (
                [.greatestFiniteMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude],
                .greatestFiniteMagnitude
            ),
            ([.greatestFiniteMagnitude, 0x1p969], .greatestFiniteMagnitude),
            ([.greatestFiniteMagnitude, 0x1p970], .infinity),
            ([.leastNonzeroMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude], .leastNonzeroMagnitude),
            ([1e308, -1e308, 1e-308, -1e-308], 0), ([0.1, 0.2, -0.3], exactSum([0.1, 0.2, -0.3])),
        ]
        for (numbers, expected) in cases {
            checkLaws(
                of: FloatingSum(), inputs: numbers, seed: 4, canonical: true, add: { $0.add($1) },
                describe: FloatingTests.describe)
            checkLaws(
                of: Variance(), inputs: numbers, seed: 5, canonical: true, add: { $0.add($1) },
                describe: FloatingTests.describe)
            var sum = FloatingSum()
            for number in numbers { sum.add(number) }
            #expect(FloatingTests.describe(sum.result) == FloatingTests.describe(expected), "\(numbers)")
        }
        var mean = Mean()
        mean.add(.greatestFiniteMagnitude)
        mean.add(.greatestFiniteMagnitude)
        #expect(mean.result == .greatestFiniteMagnitude)
        var sevenths = Mean()
        for number in [19.0, -4, -1] { sevenths.add(number / 7) }
        #expect(sevenths.result == 0.6666666666666667)
        var spread = Variance()
        for number in [1, 2, .infinity] { spread.add(number) }
        #expect(spread.result?.mean == .infinity && spread.result?.variance?.isNaN == true)
    }

    /// What is left of the sum when the mean is taken away as often as there are numbers is less than half of its last digit.
    @Test("means are the nearest doubles")
    func means() throws {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            let numbers = (0..<Int.random(in: 1...30, using: &generator)).map { _ in
                Double(Int.random(in: -1000...1000, using: &generator))
                    / Double(Int.random(in: 1...99, using: &generator))
                    * (Bool.random(using: &generator) ? 1 : 1e-30)
            }
            var (mean, rest) = (Mean(), FloatingSum())
            for number in numbers {
                mean.add(number)
                rest.add(number)
            }
            let result = try #require(mean.result)
            for _ in numbers { rest.add(-result) }
            #expect(abs(rest.result) <= result.ulp / 2 * Double(numbers.count), "\(numbers)")
        }
    }

    /// The window has 254 bits: room for doubles up to 2^201 apart, and for squares of those up to 2^74.
    @Test(
        "numbers as far apart as the window is wide, and a little nearer and farther", arguments: [68...80, 194...210])
    func edges(distances: ClosedRange<Int>) {
        for distance in distances {
            for (factor, small) in [(1.0, 1.0), (-1, 1), (1, 1 + .ulpOfOne), (-1, 1 + .ulpOfOne)] {
                let large = Double(sign: .plus, exponent: distance, significand: factor * 2.0.nextDown)
                let numbers = [small, large, large, large, large, large, large, small, 3 * large]
                checkLaws(
                    of: FloatingSum(), inputs: numbers, seed: 20, canonical: true, add: { $0.add($1) },
                    describe: FloatingTests.describe)
                checkLaws(
                    of: Variance(), inputs: numbers, seed: 21, canonical: true, add: { $0.add($1) },
                    describe: FloatingTests.describe)
                for order in [numbers, numbers.reversed(), numbers.sorted()] {
                    var sum = FloatingSum()
                    for number in order { sum.add(number) }
                    #expect(sum.result == exactSum(numbers), "\(distance)")
                    // And without what hides the small ones.
                    for number in order where number != small { sum.add(-number) }
                    #expect(sum.result == 2 * small, "\(distance)")
                }
            }
        }
    }

    @Test("many numbers of one sign and of both")
    func many() {
        var (ones, both, squares) = (FloatingSum(), FloatingSum(), Variance())
        for index in 0..<200_000 {
            ones.add(0.1)
            both.add(index % 2 == 0 ? 1e100 : -1e100)
            both.add(1)
            squares.add(1e9 + Double(index % 2))
        }
        #expect(ones.result == exactSum([Double](repeating: 0.1, count: 200_000)))
        #expect(both.result == 200_000)
        // One pass with doubles finds 0, or less, here.
        #expect(squares.result?.populationVariance == 0.25)
    }

    @Test("means and variances are those of the definition")
    func definition() {
        for seed in 0..<100 as Range<UInt64> {
            let numbers = FloatingTests.numbers(Int(seed) % 2, count: 2 + Int(seed), seed: seed)
            let (count, mean) = (Double(numbers.count), exactSum(numbers) / Double(numbers.count))
            let deviations = exactSum(numbers.map { ($0 - mean) * ($0 - mean) })
            var spread = Variance()
            for number in numbers { spread.add(number) }
            let result = spread.result!
            #expect(isNear(result.mean, mean) && result.count == numbers.count)
            #expect(isNear(result.populationVariance, deviations / count))
            #expect(isNear(result.variance!, deviations / (count - 1)))
            #expect(isNear(result.standardDeviation!, (deviations / (count - 1)).squareRoot()))
        }
        var one = Variance()
        one.add(5)
        #expect(one.result?.variance == nil && one.result?.populationVariance == 0 && one.result?.mean == 5)
        #expect(Variance().result == nil && Mean().result == nil)
    }

    @Test("sums of vectors are those of their numbers")
    func vectors() {
        for kind in 0..<8 {
            let numbers = FloatingTests.numbers(kind, count: 60, seed: 14)
            let vectors = stride(from: 0, to: 60, by: 3).map { Array(numbers[$0..<$0 + 3]) }
            checkLaws(
                of: VectorSum(), inputs: vectors, seed: 15, canonical: true, add: { $0.add($1) },
                describe: { "\($0)" })
            var total = VectorSum()
            var sums = [FloatingSum](repeating: FloatingSum(), count: 3)
            for vector in vectors {
                total.add(vector)
                for place in 0..<3 { sums[place].add(vector[place]) }
            }
            #expect("\(total.result.sum)" == "\(sums.map(\.result))" && total.result.count == 20)
            checkDamage(of: total, seed: 16, isMergeable: { [0, 3].contains($0.result.sum.count) })
        }
        #expect(VectorSum().result == VectorTotal(count: 0, sum: []))
        checkDamage(of: VectorSum(), seed: 17)
    }

    @Test("variances of integers are those of the same doubles")
    func integers() {
        var random = SeededGenerator(seed: 6)
        for round in 0..<50 {
            let numbers = (0...round).map { _ in random.below(1 << 50) - (1 << 49) }
            var (integers, doubles) = (IntegerVariance(), Variance())
            for number in numbers {
                integers.add(number)
                doubles.add(Double(number))
            }
            #expect(integers.result == doubles.result)
        }
        let extreme: [Int] = [.max, .min, .max, .min, 0, .max, 1]
        checkLaws(
            of: IntegerVariance(), inputs: extreme, seed: 7, canonical: true, add: { $0.add($1) },
            describe: FloatingTests.describe)
        var spread = IntegerVariance()
        for _ in 0..<10 {
            spread.add(.max)
            spread.add(.min)
        }
        #expect(spread.result?.mean == -0.5)
        #expect(spread.result?.populationVariance == 0x1p126)
        checkDamage(of: spread, seed: 8)
    }

    @Test("damaged bytes", arguments: 0..<8)
    func damage(kind: Int) {
        var (sum, mean, spread) = (FloatingSum(), Mean(), Variance())
        checkDamage(of: sum, seed: 9)
        for number in FloatingTests.numbers(kind, count: 30, seed: 10) {
            sum.add(number)
            mean.add(number)
            spread.add(number)
        }
        checkDamage(of: sum, seed: 11)
        checkDamage(of: mean, seed: 12)
        checkDamage(of: spread, seed: 13)
    }

    private func isNear(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= b.magnitude * 1e-13 }
}
