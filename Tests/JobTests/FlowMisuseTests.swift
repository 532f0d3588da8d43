import TestSupport
import Testing

/// What is written first of flows and cannot be compiled: the compiler's message is one line that names the right way.
@Suite(.timeLimit(.minutes(2))) struct FlowMisuseTests {
    @Test func theCompilerNamesTheRightWay() throws {
        let wrong = try CompilerCheck.unexpected(
            """
            import Thresh

            struct Plain {}

            func views() throws {
                let all = lines(of: "a")
                _ = try all.collect() // error: write .map { String($0) }.collect()
                _ = try all.first(3) // error: write .map { String($0) }.first(count)
                _ = try all.words().cached() // error: write .map { String($0) }.cached()
                try all.forEach { print($0) } // error: write .map { String($0) }.forEach
                _ = all.sorted() // error: write .map { String($0) }.sorted()
                _ = try all.map { $0 }.collect() // error: return String($0), a number or Bytes($0)
                _ = try all.map { $0.field(0, separator: " ") }.collect() // error: return String($0), a number or Bytes($0)
                _ = all.keyed(by: { $0 }) // error: write keyed(by: { String($0) })
                _ = try all.write(to: "x") // error: write .map { String($0) }.write(to: …)
            }

            func tuples() throws {
                let pairs = lines(of: "a").map { line in (line.count, 1) }
                _ = try pairs.collect() // error: let the step before return Pair(a, b)
                _ = pairs.counted() // error: let the step before return Pair(a, b)
                _ = pairs.distinct() // error: let the step before return Pair(a, b)
                _ = pairs.sorted() // error: let the step before return Pair(a, b)
                _ = lines(of: "a").keyed(by: { ($0.count, 1) }) // error: write keyed(by: { Pair(a, b) })
            }

            func values() throws {
                let plain = lines(of: "a").map { _ in Plain() }
                _ = try plain.collect() // error: let your type be a CodableValue
                _ = plain.counted() // error: what is counted is a JobKey
                _ = plain.distinct() // error: what is distinct is a JobKey
                _ = plain.sorted() // error: write .sorted(by: { … })
                _ = lines(of: "a").words().grouped() // error: write .keyed(by: { … }).grouped()
            }

            func keyed() throws {
                let counts = lines(of: "a").words().counted()
                _ = counts.sorted() // error: write .sortedByKey(), or .map
                _ = counts.sorted(by: { $0.value }) // error: Pair(value, key)
                _ = try counts.top(10) // error: Pair(value, key) }.top(count, by: { $0 })
                _ = lines(of: "a").keyed(by: { $0.count }, value: { _ in 0.5 }).summed() // error: reduced(into: FloatingSum())
            }
            """)
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    /// None of these is in the way of what is right.
    @Test func whatIsRightCompiles() throws {
        let output = try CompilerCheck.diagnostics(
            """
            import Thresh

            struct Visit: Decodable {
                var path: String
                var milliseconds: Int?
            }

            func right(_ record: Record, _ header: CSVHeader) throws {
                let statuses = try lines(of: "access.log").field(8, separator: " ").counted()
                    .map { status, count in Pair(count, status) }.sorted(by: { Descending($0.first) }).collect()
                let cities = records(of: "2023.csv", "2024.csv", format: .csv(hasHeader: true))
                    .compactMap { $0.csv().field(2)?.string }
                    .counted()
                let more = records(of: ["a", "b"], format: .paragraphs).map { $0.bytes.count }
                let words = lines(of: "a").expanded { line, emit in try line.forEachWord { try emit($0) } }.counted()
                let kept = try lines(of: "a").map { line in (line.count, 1) }.map { $0.0 + $0.1 }.collect()
                let best = try words.map { word, count in Pair(count, word) }.top(10, by: { $0 })
                let sums = lines(of: "a").compactMap { $0.integer }.keyed(by: { $0 % 10 }).summed()
                let sorted = try values([3, 1, 2]).sorted().first(2)
                let visit = try record.decode(Visit.self)
                let row = try record.decode(Visit.self, header: header)
                print(statuses, cities, more, kept, best, sums, sorted, visit, row)
            }
            """)
        #expect(output.isEmpty, "\(output)")
    }
}
