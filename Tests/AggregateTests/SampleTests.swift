import TestSupport
import Testing
import Thresh

@Suite("Samples", .timeLimit(.minutes(2)))
struct SampleTests {
    private typealias Line = (bytes: Bytes, source: Int, offset: UInt64)

    private func lines(_ count: Int, seed: UInt64) -> [Line] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { (random.bytes(random.below(4)), $0 % 3, UInt64($0)) }
    }

    private func add(_ line: Line, to sample: inout Sample) {
        withView(line.bytes) { sample.add(SampleInput($0, source: line.source, offset: line.offset)) }
    }

    @Test("laws", arguments: [1, 10, 600])
    func laws(size: Int) {
        for count in [0, 1, 9, 10, 500] {
            let empty = Sample(size: size, seed: 7)
            checkLaws(
                of: empty, inputs: lines(count, seed: UInt64(count)), seed: 1, canonical: true,
                add: { add($1, to: &$0) }, describe: { "\($0)" })
            var sample = empty
            for line in lines(count, seed: UInt64(count)) { add(line, to: &sample) }
            #expect(sample.result.count == min(size, count))
            checkDamage(of: sample, seed: 2) { $0.size == size && $0.seed == 7 }
        }
    }

    @Test("what is chosen was there, each once")
    func membership() {
        let lines = lines(800, seed: 3)
        var sample = Sample(size: 100, seed: 4)
        for line in lines { add(line, to: &sample) }
        #expect(Set(sample.result.map(\.offset)).count == 100)
        for chosen in sample.result {
            let line = lines[Int(chosen.offset)]
            #expect(chosen.bytes == line.bytes && chosen.source == line.source)
        }
        var smaller = Sample(size: 10, seed: 4)
        for line in lines { add(line, to: &smaller) }
        #expect(smaller.result == Array(sample.result.prefix(10)))
    }

    @Test("every input is as likely as any other, in every seed another choice")
    func uniformity() {
        // Equal bytes: it is the place that tells them apart.
        var chosen = [Int](repeating: 0, count: 100)
        for seed in 0..<2000 as Range<UInt64> {
            var sample = Sample(size: 10, seed: seed)
            for offset in 0..<100 { add((Bytes("same".utf8), 0, UInt64(offset)), to: &sample) }
            for entry in sample.result { chosen[Int(entry.offset)] += 1 }
        }
        // 200 each are expected, with a standard deviation of 13.4; chi-squared of 99 degrees of freedom.
        let deviation = chosen.reduce(0.0) { $0 + (Double($1) - 200) * (Double($1) - 200) / 180 }
        #expect(deviation < 160 && deviation > 50)
    }

    @Test("memory is bounded")
    func memory() {
        var sample = Sample(size: 20)
        for index in 0..<20_000 {
            // Later ones are as likely as earlier ones, so entries are replaced all the time.
            add((Bytes(repeating: UInt8(truncatingIfNeeded: index), count: 1000), 0, UInt64(index)), to: &sample)
            #expect(sample.heapBytes < 85_000)
        }
    }
}
