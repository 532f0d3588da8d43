import TestSupport
import Testing
import Thresh

@Suite("Frequent keys, exact and bounded", .timeLimit(.minutes(2)))
struct FrequentTests {
    @Test("exact")
    func exact() {
        for (seed, inputs) in [
            StringInputs.skewed(count: 3000, names: 300, seed: 1), StringInputs.odd(count: 2000, seed: 2), [],
        ].enumerated() {
            checkLaws(
                of: TopK(20), inputs: inputs, seed: UInt64(seed),
                add: { top, input in withView(input) { top.add($0) } }, describe: { "\($0)" })
            var top = TopK(20)
            for input in inputs { withView(input) { top.add($0) } }
            let counts = Dictionary(grouping: inputs) { $0 }.mapValues(\.count)
            let expected = counts.sorted { a, b in
                a.value == b.value ? a.key.lexicographicallyPrecedes(b.key) : a.value > b.value
            }
            #expect(top.result.map(\.key) == expected.prefix(20).map(\.key))
            #expect(top.result.map(\.count) == expected.prefix(20).map(\.value))
            #expect(top.result.allSatisfy { $0.error == 0 })
            checkDamage(of: top, seed: UInt64(seed))
        }
    }

    @Test("within bounds, however it is split and merged", arguments: [1, 7, 50, 1000])
    func bounds(capacity: Int) {
        for seed in 0..<12 as Range<UInt64> {
            let inputs =
                seed % 3 == 0
                ? StringInputs.odd(count: 1500, seed: seed)
                : StringInputs.skewed(count: 4000, names: seed % 3 == 1 ? 60 : 3000, seed: seed)
            let counts = Dictionary(grouping: inputs) { $0 }.mapValues(\.count)
            var random = SeededGenerator(seed: seed)
            var parts = (0...random.below(6)).map { _ in SpaceSaving(capacity: capacity) }
            for input in inputs { withView(input) { parts[random.below(parts.count)].add($0) } }
            while parts.count > 1 {
                let other = parts.remove(at: random.below(parts.count))
                parts[random.below(parts.count)].merge(roundTripped(other))
            }
            let sketch = parts[0]
            #expect(sketch.total == inputs.count)
            #expect(sketch.errorBound * (capacity + 1) <= inputs.count)
            let found = sketch.result
            #expect(found.count <= 2 * capacity)
            for ranked in found {
                let count = counts[ranked.key] ?? 0
                #expect(ranked.count >= count && ranked.count - ranked.error <= count)
                #expect(ranked.error <= sketch.errorBound)
            }
            let missing = Set(counts.keys).subtracting(found.map(\.key))
            #expect(missing.allSatisfy { counts[$0]! <= sketch.errorBound })
            if counts.count <= 2 * capacity { #expect(sketch.errorBound == 0) }
        }
    }

    @Test("merging is commutative, and with an empty one nothing happens")
    func laws() {
        func sketch(_ inputs: [Bytes]) -> SpaceSaving {
            var sketch = SpaceSaving(capacity: 20)
            for input in inputs { withView(input) { sketch.add($0) } }
            return sketch
        }
        for seed in 0..<40 as Range<UInt64> {
            let a = sketch(StringInputs.skewed(count: 500, names: 400, seed: seed))
            let b = sketch(StringInputs.skewed(count: 300, names: 30 + Int(seed), seed: seed + 100))
            var (ab, ba, ae, ea) = (a, b, a, SpaceSaving(capacity: 20))
            ab.merge(b)
            ba.merge(a)
            ae.merge(ea)
            ea.merge(a)
            #expect(ab.result == ba.result && ab.errorBound == ba.errorBound)
            #expect(ae.result == a.result && ea.result == a.result && ea.errorBound == a.errorBound)
            #expect(roundTripped(ab).result == ab.result)
            checkDamage(of: ab, seed: seed, isMergeable: { $0.capacity == 20 })
        }
    }

    @Test("counts that are known")
    func known() {
        var (top, sketch) = (TopK(2), SpaceSaving(capacity: 2))
        for (name, count) in [("a", 5), ("b", 7), ("a", 3), ("c", 7)] {
            withView(Bytes(name.utf8)) {
                top.add($0, count: count)
                sketch.add($0, count: count)
            }
        }
        #expect(top.result.map(\.key) == [[97], [98]] && top.result.map(\.count) == [8, 7])
        #expect(sketch.result.prefix(2) == top.result[...])
    }
}
