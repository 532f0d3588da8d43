import TestSupport
import Testing
import Thresh

/// Checks what an aggregate must keep, on inputs that a test gives as values from which it adds.
///
/// - Parameters:
///   - canonical: equal aggregates have equal bytes too, however they came about.
///   - describe: what of a result must be equal, as text.
func checkLaws<A: Aggregate, Value>(
    of empty: A, inputs: [Value], seed: UInt64, canonical: Bool = false,
    add: (inout A, Value) -> Void, describe: (A.Result) -> String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    var random = SeededGenerator(seed: seed)
    var whole = empty
    for input in inputs { add(&whole, input) }
    let expected = describe(whole.result)
    func check(_ aggregate: A, _ law: Comment) {
        #expect(describe(aggregate.result) == expected, law, sourceLocation: sourceLocation)
        if canonical { #expect(encoded(aggregate) == encoded(whole), law, sourceLocation: sourceLocation) }
    }
    func part(_ inputs: some Sequence<Value>) -> A {
        var part = empty
        for input in inputs { add(&part, input) }
        return part
    }

    var left = empty
    left.merge(whole)
    check(left, "an empty aggregate merged with a full one")
    var right = whole
    right.merge(empty)
    check(right, "a full aggregate merged with an empty one")
    check(part(inputs.shuffled(using: &random)), "another order")
    check(roundTripped(whole), "encoded and decoded")

    for parts in [2, 3, 7] {
        var pieces = [A](repeating: empty, count: parts)
        for input in inputs { add(&pieces[random.below(parts)], input) }
        var forward = empty
        for piece in pieces { forward.merge(piece) }
        check(forward, "split in \(parts)")
        var backward = pieces[parts - 1]
        for piece in pieces.dropLast().reversed() { backward.merge(piece) }
        check(backward, "split in \(parts), merged backwards")
        // In a random tree, each half once more through bytes, and once more added to in between.
        var rest = pieces
        while rest.count > 1 {
            var one = rest.remove(at: random.below(rest.count))
            var other = rest.remove(at: random.below(rest.count))
            if random.once(in: 2) { one = roundTripped(one) }
            if random.once(in: 2) { other = roundTripped(other) }
            one.merge(other)
            rest.append(one)
        }
        check(rest[0], "split in \(parts), merged as a tree")
    }

    let middle = inputs.count / 2
    var continued = roundTripped(part(inputs[..<middle]))
    for input in inputs[middle...] { add(&continued, input) }
    check(continued, "continued after decoding")
}

/// Decodes bytes that were cut, changed or are of another kind: nil or an aggregate, never a trap.
///
/// - Parameter isMergeable: whether the parameters of an aggregate are those of `aggregate`.
func checkDamage<A: Aggregate>(
    of aggregate: A, seed: UInt64, isMergeable: (A) -> Bool = { _ in true },
    sourceLocation: SourceLocation = #_sourceLocation
) {
    var random = SeededGenerator(seed: seed)
    let bytes = encoded(aggregate)
    func use(_ bytes: Bytes) {
        guard var found = decoded(A.self, bytes) else { return }
        _ = found.heapBytes
        _ = found.result
        if isMergeable(found) { found.merge(aggregate) }
        _ = found.result
    }
    #expect(decoded(A.self, []) == nil, sourceLocation: sourceLocation)
    #expect(decoded(A.self, bytes + [0]) == nil, "a byte more", sourceLocation: sourceLocation)
    for count in bytes.indices.prefix(200) {
        #expect(decoded(A.self, Bytes(bytes[..<count])) == nil, "cut at \(count)", sourceLocation: sourceLocation)
    }
    for first in UInt8.min...UInt8.max where first != bytes[0] {
        var foreign = bytes
        foreign[0] = first
        #expect(decoded(A.self, foreign) == nil, "kind or version \(first)", sourceLocation: sourceLocation)
    }
    for _ in 0..<300 {
        var damaged = bytes
        for _ in 0...random.below(3) { damaged[random.below(bytes.count)] = random.bytes(1)[0] }
        use(damaged)
        use([bytes[0]] + random.bytes(random.below(40)))
    }
}

extension Optional where Wrapped: Aggregate {
    fileprivate static func == (a: Wrapped?, b: _OptionalNilComparisonType) -> Bool {
        if case .none = a { true } else { false }
    }
}
