import Testing
import Thresh

@testable import ThreshCommand

@Suite("The list of counters")
struct CounterListTests {
    @Test("is grouped, with numbers below one another")
    func lines() {
        let counters = [
            CounterName(group: "parser", name: "good lines"): 12_345,
            CounterName(group: "parser", name: "bad lines"): 12,
            CounterName(group: "cache", name: "日本"): -1, CounterName(group: "cache", name: "\u{1B}[2J"): 0,
        ]
        #expect(
            CounterList(counters).lines == [
                "cache", "  \\x1b[2J          0", "  日本            -1", "parser", "  bad lines       12",
                "  good lines  12,345",
            ])
        #expect(CounterList([:]).lines == [])
    }
}
