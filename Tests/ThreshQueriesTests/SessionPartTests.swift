import Testing
import Thresh

@testable import ThreshQueries

@Suite("Parts of sessions")
struct SessionPartTests {
    private struct Part: Equatable {
        var key: String
        var lines: Int
        var start: Int64
        var end: Int64
        var volume: Int?
        var entry: String
        var exit: String
    }

    /// What a table of fragments emits for lines of (key, time, volume, page).
    private func parts(_ lines: [(String, Int64, Int?, String)], gap: Int64) -> [Part] {
        let table = FragmentTable(gap: gap)
        var parts: [Part] = []
        func emit(_ key: ByteView, _ bytes: ByteView) {
            let fragment = SessionFragment(decoding: bytes)
            parts.append(
                Part(
                    key: String(key), lines: fragment.lines, start: fragment.start, end: fragment.end,
                    volume: fragment.volume, entry: String(fragment.entry), exit: String(fragment.exit)))
        }
        for (index, line) in lines.enumerated() {
            with(line.0) { key in
                with(line.3) { page in
                    table.add(
                        key, time: line.1, place: LinePlace(file: 0, offset: UInt64(index)), volume: line.2, page: page,
                        emit: emit)
                }
            }
        }
        table.flush(emit)
        return parts.sorted { ($0.key, $0.start) < ($1.key, $1.start) }
    }

    private func with(_ text: String, _ body: (ByteView) -> Void) {
        unsafe Array(text.utf8).withUnsafeBytes { body(unsafe ByteView($0)) }
    }

    @Test("lines that are near become one, in whatever order they come")
    func near() {
        let found = parts([("a", 20, 1, "y"), ("b", 5, nil, "z"), ("a", 10, 2, "x"), ("a", 25, nil, "w")], gap: 10)
        #expect(
            found == [
                Part(key: "a", lines: 3, start: 10, end: 25, volume: 3, entry: "x", exit: "w"),
                Part(key: "b", lines: 1, start: 5, end: 5, volume: nil, entry: "z", exit: "z"),
            ])
    }

    @Test("a silence that is too long divides them")
    func gaps() { #expect(parts([("a", 0, 1, "x"), ("a", 11, 1, "x")], gap: 10).map(\.lines) == [1, 1]) }

    @Test("keys and pages that are too long for the table pass it by")
    func long() {
        let key = String(repeating: "k", count: 600)
        let found = parts([(key, 0, -5, "x"), (key, 1, nil, "y")], gap: 10)
        #expect(found.map(\.lines) == [1, 1] && found[0].volume == -5)
    }

    @Test("a session takes parts that overlap or are near enough, and keeps the first page and the last")
    func session() {
        let session = Session()
        func with(
            _ start: Int64, _ end: Int64, _ lines: Int, _ page: String, _ body: (SessionFragment) -> Void
        ) {
            self.with(page) { view in
                body(
                    SessionFragment(
                        start: start, startPlace: LinePlace(file: 0, offset: 0), end: end,
                        endPlace: LinePlace(file: 0, offset: 1), lines: lines, volume: lines, entry: view, exit: view))
            }
        }
        func reaches(_ start: Int64, gap: Int64) -> Bool {
            var found = false
            with(start, start, 1, "b") { found = session.reaches($0, gap: gap) }
            return found
        }
        with(0, 10, 2, "a") { session.begin($0) }
        #expect(reaches(5, gap: 0) && reaches(12, gap: 2) && !reaches(13, gap: 2))
        with(5, 6, 1, "inner") { session.extend($0) }
        with(12, 14, 1, "z") { session.extend($0) }
        #expect(session.lines == 4 && session.volume == 4 && session.duration == 14)
        let (entry, exit) = (String(session.entry), String(session.exit))
        #expect(entry == "a" && exit == "z")
    }

    @Test("steps of a funnel are counted in their order and within their window")
    func funnel() {
        let chain = FunnelChain(steps: 3, window: 10)
        chain.begin()
        for (steps, time) in [(2, 0), (1, 1), (2, 5), (1, 8), (4, 12)] as [(UInt64, Int64)] {
            chain.add(steps, at: time)
        }
        #expect(chain.reached == 2)
        chain.add(2, at: 13)
        chain.add(4, at: 18)
        #expect(chain.isComplete && chain.best == [8, 13, 18])
    }
}
