import TestSupport
import Testing
import Thresh

@Suite("Aggregates of fixed size", .timeLimit(.minutes(2)))
struct FixedTests {
    @Test("counts and sums")
    func counts() {
        var random = SeededGenerator(seed: 1)
        let numbers = (0..<500).map { _ in random.below(1_000_000) - 500_000 }
        checkLaws(of: Count(), inputs: numbers, seed: 2, canonical: true, add: { $0.add($1) }, describe: { "\($0)" })
        checkLaws(of: Sum<Int>(), inputs: numbers, seed: 3, canonical: true, add: { $0.add($1) }, describe: { "\($0)" })
        checkLaws(
            of: Sum<Int128>(), inputs: [.max, -5, 4, .min], seed: 3, canonical: true, add: { $0.add($1) },
            describe: { "\($0)" })
        checkDamage(of: Count(), seed: 4)
        checkDamage(of: Sum<UInt16>(), seed: 5)
        #expect(encoded(Count()) == [9, 0, 0, 0, 0, 0, 0, 0, 0])
    }

    @Test("minima and maxima")
    func extremes() {
        var random = SeededGenerator(seed: 6)
        var doubles: [Double] = [0, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, 1, 1]
        for _ in 0..<200 {
            check(doubles)
            doubles = (0..<random.below(6)).map { _ in [0, -0.0, .nan, 1, -1, .infinity][random.below(6)] }
        }
        checkLaws(
            of: Minimum<UInt8>(), inputs: [3, 200, 7], seed: 7, canonical: true, add: { $0.add($1) },
            describe: { "\($0!)" })
        checkDamage(of: Maximum<Int32>(), seed: 8)
        var one = Minimum<Double>()
        one.add(2)
        checkDamage(of: one, seed: 9)
        #expect(Minimum<Int>().result == nil)
    }

    private func check(_ doubles: [Double]) {
        func describe(_ result: Double?) -> String { "\(String(describing: result)) \(result?.sign == .minus)" }
        checkLaws(
            of: Minimum<Double>(), inputs: doubles, seed: 10, canonical: true, add: { $0.add($1) }, describe: describe)
        checkLaws(
            of: Maximum<Double>(), inputs: doubles, seed: 11, canonical: true, add: { $0.add($1) }, describe: describe)
        var (least, greatest) = (Minimum<Double>(), Maximum<Double>())
        for value in doubles {
            least.add(value)
            greatest.add(value)
        }
        #expect(least.result == doubles.filter { !$0.isNaN }.min())
        #expect(greatest.result == doubles.filter { !$0.isNaN }.max())
    }

    @Test("the first and the last")
    func firstAndLast() {
        var random = SeededGenerator(seed: 12)
        for _ in 0..<50 {
            let inputs = (0..<40).map { _ in Timed(random.below(9), Double(random.below(5))) }
            checkLaws(
                of: First<Int, Double>(), inputs: inputs, seed: 13, canonical: true, add: { $0.add($1) },
                describe: { "\($0!)" })
            checkLaws(
                of: Last<Int, Double>(), inputs: inputs, seed: 14, canonical: true, add: { $0.add($1) },
                describe: { "\($0!)" })
            var (first, last) = (First<Int, Double>(), Last<Int, Double>())
            for input in inputs {
                first.add(input)
                last.add(input)
            }
            #expect(first.result == inputs.min())
            #expect(last.result == inputs.max())
            checkDamage(of: first, seed: 15)
            checkDamage(of: last, seed: 16)
        }
    }

    @Test("means of integers")
    func integerMeans() {
        var random = SeededGenerator(seed: 17)
        let numbers: [Int] =
            [.max, .max, .min, .max, .max, 0, -1, .min] + (0..<100).map { _ in Int(bitPattern: UInt(random.next())) }
        checkLaws(of: IntegerMean(), inputs: numbers, seed: 18, canonical: true, add: { $0.add($1) }) { "\($0!)" }
        var mean = IntegerMean()
        #expect(mean.result == nil)
        for number in numbers { mean.add(number) }
        #expect(mean.total == numbers.reduce(0) { $0 + Int128($1) })
        checkDamage(of: mean, seed: 19)
    }

    @Test("several at once")
    func combined() {
        typealias Summary = Both<Minimum<Int>, Both<Maximum<Int>, IntegerMean>>
        typealias Visits = Zipped<Count, Zipped<Sum<Int>, Last<Int, Int>>>
        func isFixed(_: (some FixedAggregate).Type) -> Bool { true }
        #expect(isFixed(Summary.self) && isFixed(Visits.self))
        var random = SeededGenerator(seed: 20)
        let numbers = (0..<300).map { _ in random.below(5000) }
        checkLaws(of: Summary(), inputs: numbers, seed: 21, canonical: true, add: { $0.add($1) }) { "\($0)" }
        checkLaws(
            of: Visits(), inputs: numbers, seed: 22, canonical: true,
            add: { $0.add(InputPair(1, InputPair($1, Timed($1 % 10, $1)))) }, describe: { "\($0)" })
        var summary = Summary()
        for number in numbers { summary.add(number) }
        let (least, (greatest, mean)) = summary.result
        #expect(least == numbers.min() && greatest == numbers.max())
        #expect(mean == Double(numbers.reduce(0, +)) / 300)
        checkDamage(of: summary, seed: 23)
        checkDamage(of: Visits(), seed: 24)
    }
}
