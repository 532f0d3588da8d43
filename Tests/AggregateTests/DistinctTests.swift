import TestSupport
import Testing
import Thresh

@Suite("Different strings, exact and estimated", .timeLimit(.minutes(2)))
struct DistinctTests {
    @Test("exact")
    func exact() {
        for (seed, inputs) in [
            StringInputs.skewed(count: 3000, names: 900, seed: 1), StringInputs.odd(count: 2000, seed: 2), [], [[]],
        ].enumerated() {
            checkLaws(
                of: Distinct(), inputs: inputs, seed: UInt64(seed),
                add: { distinct, input in withView(input) { distinct.add($0) } }, describe: { "\($0)" })
            var distinct = Distinct()
            for input in inputs { withView(input) { distinct.add($0) } }
            #expect(distinct.result == Set(inputs).count)
            var listed = Set<Bytes>()
            roundTripped(distinct).forEach { listed.insert(Bytes($0)) }
            #expect(listed == Set(inputs))
            if !inputs.isEmpty { checkDamage(of: distinct, seed: UInt64(seed)) }
        }
    }

    @Test("the format")
    func format() {
        var distinct = Distinct()
        for text in ["to", "be", "or", "to", ""] { withView(Bytes(text.utf8)) { distinct.add($0) } }
        #expect(encoded(distinct) == [0x71, 4, 2, 2, 2, 0] + Bytes("tobeor".utf8))
        var sketch = HyperLogLog()
        withView(Bytes("be".utf8)) { sketch.add($0) }
        // XXH3 of `be` begins with 60, so the first 14 bits are 0x1800 and some.
        let bytes = encoded(sketch)
        #expect(bytes.count == 7 && bytes[..<4] == [0x79, 14, 0, 1])
        let entry = Int(bytes[4] & 0x7F) | Int(bytes[5] & 0x7F) << 7 | Int(bytes[6]) << 14
        #expect(entry >> 12 == 0x60)
    }

    @Test("estimated", arguments: [4, 8, 12, 14, 18])
    func laws(precision: Int) {
        for count in [0, 1, 20, 3000] {
            checkLaws(
                of: HyperLogLog(precision: precision), inputs: StringInputs.distinct(0..<count), seed: 3,
                canonical: true, add: { sketch, input in withView(input) { sketch.add($0) } }, describe: { "\($0)" })
        }
        for count in [1, 40, 3000] {
            var sketch = HyperLogLog(precision: precision)
            for input in StringInputs.distinct(0..<count) { withView(input) { sketch.add($0) } }
            checkDamage(of: sketch, seed: 4, isMergeable: { $0.precision == precision })
        }
    }

    @Test("estimates are as near as they say", arguments: [10, 12, 14])
    func accuracy(precision: Int) {
        for count in [1, 10, 100, 1000, 5000, 20_000] {
            let rounds = count > 1000 ? 12 : 30
            var squares = 0.0
            var bias = 0.0
            for round in 0..<rounds {
                var sketch = HyperLogLog(precision: precision)
                let first = round * 1_000_000
                for input in StringInputs.distinct(first..<first + count) { withView(input) { sketch.add($0) } }
                let error = Double(sketch.result.count - count) / Double(count)
                squares += error * error
                bias += error
                #expect(error.magnitude <= 4.5 * sketch.relativeError + 0.5 / Double(count), "\(count)")
            }
            let expected = HyperLogLog(precision: precision).relativeError
            #expect((squares / Double(rounds)).squareRoot() <= 1.6 * expected, "\(count)")
            #expect((bias / Double(rounds)).magnitude <= 4 * expected / Double(rounds).squareRoot(), "\(count)")
        }
    }

    @Test("registers that are all full")
    func full() {
        let sketch = decoded(HyperLogLog.self, [0x79, 4, 1] + Bytes(repeating: 61, count: 16))
        #expect(sketch?.result.count == 1 << 62)
        #expect(decoded(HyperLogLog.self, [0x79, 4, 1] + Bytes(repeating: 62, count: 16)) == nil)
    }

    @Test("memory is bounded, and small for few")
    func memory() {
        var sketch = HyperLogLog()
        for (count, input) in StringInputs.distinct(0..<30_000).enumerated() {
            withView(input) { sketch.add($0) }
            #expect(sketch.heapBytes <= 100 + (count < 12 ? 64 : 1 << 14))
        }
        #expect(encoded(sketch).count == 3 + 1 << 14)
    }
}
