import TestSupport
import Testing
import Thresh

/// The bytes that Docs/Formats.md promises: data that is stored must stay readable.
@Suite("Formats", .timeLimit(.minutes(1)))
struct FormatTests {
    @Test("the example of the documentation")
    func example() {
        var pair = Both(Minimum<Double>(), Mean())
        pair.add(0.5)
        pair.add(2.25)
        expect(pair, "a9 0a000000 21 01 000000000000e03f 39 02 00 01 feff 0b")
    }

    @Test("numbers")
    func numbers() {
        expect(filled(Count(), [3, 4]) { $0.add($1) }, "09 0700000000000000")
        expect(filled(Sum<Int32>(), [-3, 1]) { $0.add($1) }, "11 feffffff")
        expect(filled(FloatingSum(), [-0.1]) { $0.add($1) }, "19 08 07 c9ff cdcccccccccc0c")
        expect(filled(FloatingSum(), [1, .infinity]) { $0.add($1) }, "19 02 01 0000 01")
        expect(filled(Maximum<UInt16>(), [258, 5]) { $0.add($1) }, "29 01 0201")
        expect(filled(First<Int32, UInt8>(), [7, 6]) { $0.add(UInt8($1), at: $1) }, "51 01 06000000 06")
        expect(filled(Last<Int32, UInt8>(), [7, 6]) { $0.add(UInt8($1), at: $1) }, "59 01 07000000 07")
        expect(filled(IntegerMean(), [1, -3]) { $0.add($1) }, "31 0200000000000000 feffffffffffffffffffffffffffffff")
        expect(
            filled(IntegerVariance(), [1, -3]) { $0.add($1) },
            "41 0200000000000000 feffffffffffffffffffffffffffffff 0a0000000000000000000000000000000000000000000000")
        expect(filled(VectorSum(), [[1, -3], [1, 3]]) { $0.add($1) }, "b9 02 02 00 01 0100 01 00 00")
        expect(filled(Variance(), [1, -3]) { $0.add($1) }, "49 02 08 01 0100 01 00 01 0100 05")
    }

    @Test("distributions")
    func distributions() {
        expect(filled(Quantiles<UInt64>(), [300, 5, 5]) { $0.add($1) }, "61 02 02 01 0502 a70201")
        expect(filled(Quantiles<Double>(), [-1]) { $0.add($1) }, "61 03 01 00 ffffffffffffff8740")
        expect(
            filled(DDSketch(), [1, 1, 2, -3, 0, .infinity]) { $0.add($1) },
            "69 7b14ae47e17a843f 8010 00 01 01 01 b880800801 02 8080800802 2301")
        expect(
            filled(Histogram(bounds: [0, 1]), [0.5, 2, 3]) { $0.add($1) },
            "91 02 0000000000000000 000000000000f03f 00 01 02")
        expect(
            filled(EqualWidthHistogram(width: 2), [-1, 5]) { $0.add($1) },
            "99 0000000000000040 02 000000000000f0bf 01 0000000000000040 01")
    }

    @Test("strings")
    func strings() {
        let words = ["to", "be", "or", "not", "to", "be"].map { Bytes($0.utf8) }
        expect(
            filled(Distinct(), words) { a, word in withView(word) { a.add($0) } },
            "71 04 02020203 746f 6265 6f72 6e6f74")
        expect(
            filled(HyperLogLog(), words) { a, word in withView(word) { a.add($0) } },
            "79 0e 00 04 828d18 bfd705 80b509 c0be17")
        expect(
            filled(TopK(2), words) { a, word in withView(word) { a.add($0) } },
            "81 02 04 02020203 746f 6265 6f72 6e6f74 02020101")
        expect(filled(SpaceSaving(capacity: 1), words) { a, word in withView(word) { a.add($0) } }, "89 01 06 02 00")
        expect(
            filled(Sample(size: 2, seed: 1), words.indices) { a, index in
                withView(words[index]) { a.add(SampleInput($0, source: 1, offset: UInt64(index))) }
            },
            "a1 02 0100000000000000 02 0100000000000000 0000000000000000 02 746f 0100000000000000 0200000000000000 02 6f72"
        )
        expect(Zipped(Count(), Count()), "b1 09000000 090000000000000000 090000000000000000")
    }

    private func filled<A: Aggregate, Value>(
        _ empty: A, _ values: some Sequence<Value>, _ add: (inout A, Value) -> Void
    ) -> A {
        var filled = empty
        for value in values { add(&filled, value) }
        return filled
    }

    private func expect(
        _ aggregate: some Aggregate, _ hexadecimal: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let digits = Array(hexadecimal.filter { $0 != " " })
        let found = encoded(aggregate).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        #expect(found == String(digits), sourceLocation: sourceLocation)
    }
}
