import TestSupport
import Testing
import Thresh

@Suite("Histograms", .timeLimit(.minutes(2)))
struct HistogramTests {
    private func numbers(_ count: Int, seed: UInt64) -> [Double] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            random.once(in: 9)
                ? [.nan, .infinity, -.infinity, 0, -0.0, 10, 1e300][random.below(7)]
                : Double.random(in: -50...50, using: &random)
        }
    }

    @Test(
        "of given bounds",
        arguments: [[0], [-10, 0, 0.5, 10], [-.infinity, 0, .infinity], (0..<100).map { Double($0 - 50) }] as [[Double]]
    )
    func given(bounds: [Double]) {
        for count in [0, 1, 500] {
            let numbers = numbers(count, seed: UInt64(count))
            checkLaws(
                of: Histogram(bounds: bounds), inputs: numbers, seed: 1, canonical: true, add: { $0.add($1) },
                describe: { "\($0)" })
            var histogram = Histogram(bounds: bounds)
            for number in numbers { histogram.add(number) }
            #expect(histogram.result.count == bounds.count + 1)
            for (index, bin) in histogram.result.enumerated() {
                let isLast = index == bounds.count
                let expected = numbers.count { ($0 >= bin.lower && $0 < bin.upper) || (isLast && $0 >= bin.lower) }
                #expect(bin.count == expected && bin.lower == (index == 0 ? -.infinity : bounds[index - 1]))
            }
            checkDamage(of: histogram, seed: 2) { $0.bounds == bounds }
        }
    }

    @Test("of equal width", arguments: [0.25, 1, 7, 1e-3])
    func equalWidth(width: Double) {
        for count in [0, 1, 500] {
            let numbers = numbers(count, seed: UInt64(count))
            checkLaws(
                of: EqualWidthHistogram(width: width), inputs: numbers, seed: 3, canonical: true,
                add: { $0.add($1) }, describe: { "\($0)" })
            var histogram = EqualWidthHistogram(width: width)
            for number in numbers { histogram.add(number) }
            let kept = numbers.filter { !$0.isNaN }
            #expect(histogram.result.reduce(0) { $0 + $1.count } == kept.count)
            let expected = Dictionary(grouping: kept) { ($0 / width).rounded(.down) + 0 }
            #expect(histogram.result.map(\.lower) == expected.keys.sorted().map { $0 * width })
            #expect(histogram.result.map(\.count) == expected.sorted { $0.key < $1.key }.map(\.value.count))
            checkDamage(of: histogram, seed: 4) { $0.width == width }
        }
    }
}
