import Testing
import Thresh

@testable import ThreshQueries

/// What one group's values amount to where they outgrow `--memory`: the same as where they do not.
@Suite("Aggregates of more than fits in memory", .timeLimit(.minutes(2)))
struct SpilledStatesTests {
    private static let table: String = {
        var generator = SystemRandomNumberGenerator()
        var rows = "g,name,x\n"
        for index in 0..<40_000 {
            let x =
                switch index % 6 {
                case 0: String(Int.random(in: 0..<1000, using: &generator))
                case 1: String(Double.random(in: -1e6..<1e6, using: &generator))
                case 2: String(Int128.random(in: -(1 << 70)..<(1 << 70), using: &generator))
                case 3: String(Int.random(in: (1 << 53) - 3...(1 << 53) + 3, using: &generator))
                case 4: String(-Int.random(in: (1 << 53) - 3...(1 << 53) + 3, using: &generator))
                default: String(Int.random(in: .min ... .max, using: &generator))
                }
            let name = Int.random(in: 0..<20_000, using: &generator)
            rows += "\(index % 2),a name of some length that has the number \(name) and more behind it,\(x)\n"
        }
        return rows
    }()

    @Test(arguments: [
        "distinct(name)", "top(name, 7)", "p50(x), p1(x), p99(x), p37(x), count", "count, distinct(name), top(name, 3)",
        "p10(x), distinct(x), min(name), sum(x), max(name)",
    ])
    func areTheSame(aggregates: String) throws {
        for groups in [nil, "g"] {
            var query = Query(aggregates)
            query.groups = groups
            var little = JobOptions()
            little.memory = 11 << 20
            little.chunkSize = 256 << 10
            let expected = try ask(query, Self.table).rows
            #expect(try ask(query, little, Self.table).rows == expected, "\(aggregates) by \(groups ?? "nothing")")
            #expect(expected.count == (groups == nil ? 1 : 2))
        }
    }

    @Test("bytes of numbers are in the order of numbers")
    func order() {
        let large = [Int128(1) << 53, 1 << 62, Int128(Int.max), 1 << 100, .max].flatMap { base in
            (-3...3).compactMap { (delta: Int) -> Int128? in
                let (sum, overflow) = base.addingReportingOverflow(Int128(delta))
                return overflow ? nil : sum
            }
        }
        let integers = (large + large.map { 0 - $0 } + [.min]).filter { $0.magnitude > NumberQuantiles.largestExact }
        let doubles =
            [
                0, 0.5, 1, 1e6, 9_007_199_254_740_992, 9_007_199_254_740_994, 0x1p62, 0x1p63, 0x1p100, 0x1p127, 1e300,
                .infinity,
            ]
            .flatMap { [$0, -$0] } as [Double]
        let numbers = integers.map { OrderedNumber.integer($0) } + doubles.map { .number($0 == 0 ? 0 : $0) }
        for a in numbers {
            #expect(encoded(a) == encoded(a) && decoded(encoded(a)) == a)
            for b in numbers where a != b {
                #expect(encoded(a).lexicographicallyPrecedes(encoded(b)) == precedes(a, b), "\(a) \(b)")
            }
        }
    }

    private func encoded(_ number: OrderedNumber) -> [UInt8] {
        var bytes = ByteBuffer()
        number.append(to: &bytes)
        return unsafe [UInt8](bytes.rawBuffer)
    }

    private func decoded(_ bytes: [UInt8]) -> OrderedNumber {
        unsafe bytes.withUnsafeBytes { OrderedNumber(unsafe ByteView($0)) }
    }

    private func precedes(_ a: OrderedNumber, _ b: OrderedNumber) -> Bool {
        switch (a, b) {
        case (.integer(let a), .integer(let b)): a < b
        case (.number(let a), .number(let b)): a < b
        case (.integer(let a), .number(let b)): isLess(a, b)
        case (.number(let a), .integer(let b)): !isLess(b, a)
        }
    }

    private func isLess(_ integer: Int128, _ number: Double) -> Bool {
        guard let whole = Int128(exactly: number.rounded(.up)) else { return number > 0 }
        return integer < whole
    }
}
