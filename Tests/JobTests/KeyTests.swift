import TestSupport
import Testing
import Thresh

@Suite("Keys", .timeLimit(.minutes(2)))
struct KeyTests {
    @Test("integers of every width")
    func integers() {
        func check<Number: FixedWidthInteger & JobKey>(_: Number.Type) {
            var random = SeededGenerator(seed: UInt64(Number.bitWidth))
            let near: [Number] = [.min, .min + 1, .max - 1, .max, 0, 1, 2, 127, 126]
            checkKeys(near + (0..<40).map { _ in Number(truncatingIfNeeded: random.next()) })
            if Number.isSigned { checkKeys([0 &- 1, 0, 1, .min, .max] as [Number]) }
        }
        check(Int.self)
        check(Int8.self)
        check(Int16.self)
        check(Int32.self)
        check(Int64.self)
        check(UInt.self)
        check(UInt8.self)
        check(UInt16.self)
        check(UInt32.self)
        check(UInt64.self)
    }

    @Test("numbers with fractions: -0 is 0, and NaN comes last")
    func floating() {
        var random = SeededGenerator(seed: 2)
        var doubles: [Double] = [
            0, -0.0, 1, -1, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
            .leastNormalMagnitude,
            .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .pi,
        ]
        doubles += (0..<60).map { _ in Double(bitPattern: random.next()) }.filter { !$0.isNaN }
        checkKeys(doubles)
        checkKeys(doubles + [.nan, -.nan, .signalingNaN]) { a, b in b.isNaN ? !a.isNaN : a < b }
        #expect(decoded(Double.self, encoded(-0.0)).sign == .plus && decoded(Double.self, encoded(Double.nan)).isNaN)
        let floats: [Float] = [
            0, -0.0, 1.5, -1.5, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
        ]
        checkKeys(
            floats
                + (0..<60).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
                .filter { !$0.isNaN })
        checkKeys([false, true]) { !$0 && $1 }
    }

    @Test("text and bytes: empty, with zeros, prefixes of one another")
    func text() {
        let strings = ["", "\0", "\0\0", "\0a", "a", "a\0", "a\0b", "ab", "abc", "b", "é", "日本", "\u{10FFFF}", "~"]
        checkKeys(strings) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        checkKeys(strings.map { Descending($0) }) { $1.key.utf8.lexicographicallyPrecedes($0.key.utf8) }
        checkKeys(awkwardBytes(seed: 3, count: 60))
    }

    @Test("times")
    func times() {
        let nanoseconds: [Int64] = [.min, -1_000_000_001, -1_000_000_000, -1, 0, 1, 999_999_999, .max]
        checkKeys(nanoseconds.map { Timestamp(nanoseconds: $0) })
        #expect(
            nanoseconds.dropFirst().map { Timestamp(nanoseconds: $0).seconds } == [-2, -1, -1, 0, 0, 0, 9_223_372_036])
        #expect(Timestamp(seconds: 7)?.nanoseconds == 7_000_000_000)
        #expect(Timestamp(seconds: .max) == nil)
    }

    @Test("optionals and arrays")
    func containers() {
        checkKeys([nil, 0, -1, 5, .min] as [Int?]) { a, b in
            b.map { b in a.map { $0 < b } ?? true } ?? false
        }
        checkKeys([nil, "", "\0", "a"] as [String?]) { a, b in b.map { b in a.map { $0 < b } ?? true } ?? false }
        let arrays: [[Bytes]] = [
            [], [""], ["", ""], ["a"], ["a", ""], ["a", "b"], ["\0"], ["\0", "a"], ["ab"], ["b"],
        ]
        checkKeys(arrays) { $0.lexicographicallyPrecedes($1) }
        var random = SeededGenerator(seed: 4)
        let numbers = (0..<40).map { _ in (0..<random.below(4)).map { _ in random.below(5) - 2 } }
        checkKeys(numbers) { $0.lexicographicallyPrecedes($1) }
        checkKeys(numbers.map { Descending($0) }) { $1.key.lexicographicallyPrecedes($0.key) }
        checkKeys([[[]], [[1]], [[1], []], [[1, 2]], []] as [[[Int]]]) { a, b in
            a.lexicographicallyPrecedes(b) { $0.lexicographicallyPrecedes($1) }
        }
    }

    @Test("pairs and triples, with descending parts in any place")
    func composites() {
        var random = SeededGenerator(seed: 5)
        let texts = awkwardBytes(seed: 6, count: 8)
        let pairs = (0..<60).map { _ in Pair(texts[random.below(8)], random.below(3) - 1) }
        checkKeys(pairs)
        checkKeys(pairs.map { Pair($0.second, $0.first) })
        checkKeys(pairs.map { Pair(Descending($0.first), $0.second) })
        checkKeys(pairs.map { Pair($0.first, Descending($0.second)) })
        checkKeys(pairs.map { Descending(Pair(Descending($0.first), $0.second)) })
        let triples = (0..<60).map { _ in
            Triple(texts[random.below(8)], Descending(texts[random.below(8)]), Double(random.below(3)))
        }
        checkKeys(triples)
        checkKeys(triples.map { Triple($0.third, $0.first, Pair($0.second, $0.first)) })
    }

    @Test("enums, by their raw values or in the order of their cases")
    func enums() {
        checkKeys([Level.warning, .error, .debug]) { $0.rawValue < $1.rawValue }
        checkKeys(Color.allCases) { $0.rawValue < $1.rawValue }
        checkKeys(Direction.allCases.reversed()) { a, b in
            Direction.allCases.firstIndex(of: a)! < Direction.allCases.firstIndex(of: b)!
        }
        #expect(decoded(Direction.self, encoded(Direction.west)) == .west)
    }

    @Test("a type of one's own")
    func ownType() {
        var random = SeededGenerator(seed: 7)
        let visits = (0..<60).map { _ in
            Visit(day: Int32(random.below(3)), page: ["", "a", "a\0", "ab"][random.below(4)], seconds: random.below(3))
        }
        checkKeys(visits)
        checkKeys(visits.map { Pair(Descending($0), $0) })
    }

    private func awkwardBytes(seed: UInt64, count: Int) -> [Bytes] {
        var random = SeededGenerator(seed: seed)
        let known: [Bytes] = [
            "", "\0", "\0\0", Bytes([0, 255]), Bytes([255]), Bytes([255, 255]), Bytes([0, 1]), "ab",
        ]
        return known
            + (known.count..<max(known.count, count)).map { _ in
                Bytes((0..<random.below(5)).map { _ in [0, 1, 254, 255][random.below(4)] })
            }
    }
}

private enum Level: Int8, JobKey { case debug = -1, warning = 5, error = 3 }
private enum Color: String, JobKey, CaseIterable { case red, green = "\0", blue = "" }
private enum Direction: JobKey, CaseIterable { case north, east, south, west }

private struct Visit: JobKey, Comparable {
    var day: Int32
    var page: String
    var seconds: Int

    init(day: Int32, page: String, seconds: Int) { (self.day, self.page, self.seconds) = (day, page, seconds) }

    func encodePart(into key: inout ByteBuffer) {
        day.encodePart(into: &key)
        page.encodePart(into: &key)
        Descending(seconds).encodePart(into: &key)
    }

    init(decodingPart reader: inout KeyReader) {
        day = Int32(decodingPart: &reader)
        page = String(decodingPart: &reader)
        seconds = Descending<Int>(decodingPart: &reader).key
    }

    static func < (a: Visit, b: Visit) -> Bool { (a.day, a.page, b.seconds) < (b.day, b.page, a.seconds) }
}
