import Multiprocessing
import Platform
import Testing

@testable import Thresh

@Suite("Workers without progress", .timeLimit(.minutes(1)))
struct StallWatchTests {
    private let signs = StallWatch.Signs(
        pid: 7, position: TaskLedger.Position(task: 1, part: 0, offset: 5), beats: 0)

    /// What is found at each look, a second apart.
    private func findings(
        _ timeout: Duration?, looks: Int, signs: StallWatch.Signs, isWaiting: Bool = false, isStopped: Bool = false
    ) -> [StallWatch.Finding?] {
        var watch = StallWatch(seats: 1, timeout: timeout)
        return (0..<looks).map { _ in
            watch.look(seat: 0, signs, step: 1, isWaiting: isWaiting) { isStopped }
        }
    }

    @Test("it has to end after the limit, and is killed when it does not")
    func overdue() {
        expect(
            findings(.seconds(3), looks: 6, signs: signs), [nil, nil, .overdue(isStopped: false), nil, .deaf, .deaf])
        expect(findings(nil, looks: 100, signs: signs), Array(repeating: nil, count: 100))
    }

    @Test("who waits for others, or has no task, is let wait, unless it is stopped")
    func waiting() {
        let idle = StallWatch.Signs(pid: 7, position: nil, beats: 0)
        expect(findings(.seconds(1), looks: 9, signs: signs, isWaiting: true), Array(repeating: nil, count: 9))
        expect(findings(.seconds(1), looks: 9, signs: idle), Array(repeating: nil, count: 9))
        #expect(findings(.seconds(1), looks: 1, signs: idle, isStopped: true) == [.overdue(isStopped: true)])
    }

    @Test("who is stopped is told once")
    func stopped() {
        let found = findings(nil, looks: 50, signs: signs, isStopped: true)
        #expect(found.compactMap { $0 } == [.stopped] && found[4] == .stopped)
    }

    @Test("any sign of life begins the time anew")
    func progress() {
        var watch = StallWatch(seats: 1, timeout: .seconds(3))
        var found: [StallWatch.Finding?] = []
        for look in 0..<20 as Range<UInt64> {
            let signs = StallWatch.Signs(pid: 7, position: signs.position, beats: look / 2)
            found.append(watch.look(seat: 0, signs, step: 1, isWaiting: false) { false })
        }
        #expect(found == Array(repeating: nil, count: 20) && watch.idle(seat: 0) == 2)
    }

    @Test("time in which the driver was stopped does not count")
    func driver() {
        var watch = StallWatch(seats: 1, timeout: .seconds(1))
        #expect(watch.step(now: Instant(nanoseconds: 5_000_000_000)) == 0)
        #expect(watch.step(now: Instant(nanoseconds: 5_200_000_000)) == 0.2)
        #expect(watch.step(now: Instant(nanoseconds: 99_000_000_000)) == 1)
    }

    private func expect(
        _ found: [StallWatch.Finding?], _ expected: [StallWatch.Finding?],
        sourceLocation: SourceLocation = #_sourceLocation
    ) { #expect(found == expected, sourceLocation: sourceLocation) }
}
