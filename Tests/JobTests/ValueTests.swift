import TestSupport
import Testing
import Thresh

@Suite("Values", .timeLimit(.minutes(1)))
struct ValueTests {
    private func check<Value: JobValue & Equatable>(
        _ values: Value..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for value in values {
            #expect(decoded(Value.self, encoded(value)) == value, sourceLocation: sourceLocation)
        }
    }

    @Test("are decoded to what was encoded")
    func roundTrips() {
        let reading = Reading(low: -3, high: .max, mean: .pi)
        let visit = Tagged(page: "a\tb\n\\\0", tags: ["", "x"], parent: nil, at: [1: 2.5])
        check(reading)
        check(visit, Tagged(page: "", tags: [], parent: 7, at: [:]))
        check(Joined(1, "x"), Joined(-1, ""))
        check(Joined([Bytes([0, 0])], "a" as String?), Joined([], nil))
        check(Joined(Joined("", "\0"), Joined("b", "")))
        check(nil, reading, Optional(Reading(low: 0, high: 0, mean: 0)))
        check(Int??.none, .some(nil), 5)
        check([visit, visit], [])
        check([reading], [reading, reading, reading])
        check([["a", ""], [], ["\0"]], [])
        check([nil, "", "a"] as [String?])
        check(Pair("a\0", visit), Pair("", visit))
        check(Triple(1, "\0", [reading]))
    }

    @Test("of any bytes, random ones, in containers")
    func randomBytes() {
        var random = SeededGenerator(seed: 8)
        for _ in 0..<200 {
            let values = (0..<random.below(6)).map { _ in Bytes(random.bytes(random.below(12))) }
            check(values)
            check(Joined(values, values.first))
            check(values.first)
        }
    }
}

private struct Reading: BitwiseValue, Equatable {
    var low: Int32
    var high: Int32
    var mean: Double
}

private struct Tagged: CodableValue, Equatable {
    var page: String
    var tags: [String]
    var parent: Int?
    var at: [Int: Double]
}
