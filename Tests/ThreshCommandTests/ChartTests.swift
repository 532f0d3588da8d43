import Foundation
import Testing
import Thresh

@testable import ThreshCommand

/// Axes and series of the charts on pages.
@Suite(.timeLimit(.minutes(1))) struct ChartTests {
    private func times(_ from: String, _ count: Int, every step: Double) -> [ChartTime] {
        let formatter = ISO8601DateFormatter()
        let first = formatter.date(from: from)!
        return (0..<count).map { ChartTime(formatter.string(from: first + Double($0) * step))! }
    }

    @Test func timesAreThoseOfFoundation() {
        let formatter = ISO8601DateFormatter()
        for seconds in stride(from: -6e9, through: 6e9, by: 17_777_777) {
            let date = Date(timeIntervalSince1970: seconds)
            for hours in [-11.5, 0, 5.75] {
                formatter.timeZone = TimeZone(secondsFromGMT: Int(hours * 3600))
                let time = ChartTime(formatter.string(from: date))
                #expect(time?.seconds == seconds && time?.offset == hours * 3600)
            }
            let days = Int((seconds / 86_400).rounded(.down))
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = TimeZone(secondsFromGMT: 0)!
            let parts = calendar.dateComponents([.year, .month, .day], from: date)
            let found = ChartTime.date(days)
            #expect([found.year, found.month, found.day] == [parts.year, parts.month, parts.day])
            #expect(ChartTime.days(found.year, found.month, found.day) == days)
        }
        #expect(ChartTime("2025-02-24T10:00:00.25Z")?.seconds == 1_740_391_200.25)
    }

    @Test(arguments: [
        "", "GET", "2025-02-24", "2025-02-24T10:00:00", "2025-13-24T10:00:00Z", "2025-02-24T10:00:00X",
        "2025-02-24 10:00:00Z", "2025-02-24T1a:00:00Z", "2025-02-24T10:00:00+1:00",
    ])
    func whatIsNoTime(text: String) { #expect(ChartTime(text) == nil) }

    @Test(arguments: [1.0, 7, 60, 300, 3600, 10_800, 86_400, 604_800, 2_678_400, 31_622_400])
    func timeAxesHaveAFewRoundMarks(step: Double) throws {
        for count in [2, 5, 24, 100, 240] {
            let times = times("2024-12-30T21:13:07Z", count, every: step)
            let end = times.last!.seconds + step
            let marks = TimeAxis(times, until: end, most: 9).marks
            #expect((1...10).contains(marks.count) || end - times[0].seconds < 20, "\(step) \(count): \(marks)")
            #expect(marks.allSatisfy { $0.seconds >= times[0].seconds && $0.seconds <= end }, "\(step) \(count)")
            #expect(zip(marks, marks.dropFirst()).allSatisfy { $0.text != $1.text }, "\(marks.map(\.text))")
        }
    }

    @Test func marksAreRoundWhereClocksAre() throws {
        let hours = (0..<30).map {
            ChartTime("2025-02-\($0 < 24 ? 24 : 25)T\($0 % 24 < 10 ? "0" : "")\($0 % 24):00:00+05:30")!
        }
        let marks = TimeAxis(hours, until: hours.last!.seconds + 3600, most: 9).marks
        #expect(marks.map(\.text) == ["24 Feb", "06:00", "12:00", "18:00", "25 Feb", "06:00"])
        #expect(marks[1].seconds == ChartTime("2025-02-24T06:00:00+05:30")!.seconds)
        #expect(TimeAxis.text(length: 5400) == "90 min" && TimeAxis.text(length: 1_209_600) == "14 d")
    }

    @Test(
        arguments: [
            (266, Column.Kind.integer, nil, ["0", "100", "200", "300"]),
            (3, .integer, nil, ["0", "1", "2", "3"]), (0, .integer, nil, ["0", "1"]),
            (0.8, .number, nil, ["0", "0.2", "0.4", "0.6", "0.8"]),
            (43_000, .integer, nil, ["0", "10k", "20k", "30k", "40k", "50k"]),
            (2_168_940, .integer, .bytes, ["0", "500 kB", "1 MB", "1.5 MB", "2 MB", "2.5 MB"]),
            (0.02, .number, .seconds, ["0", "5 ms", "10 ms", "15 ms", "20 ms"]),
        ] as [(Double, Column.Kind, Column.Unit?, [String])])
    func valueAxesEndAboveTheGreatest(greatest: Double, kind: Column.Kind, unit: Column.Unit?, expected: [String]) {
        let axis = ValueAxis(greatest: greatest, column: Column("x", kind, unit: unit))
        #expect(axis.marks.map(axis.text) == expected)
        #expect(axis.top >= greatest)
    }

    @Test func smallGroupsAreDrawnTogether() {
        let rows = (0..<20).flatMap { time in (0..<12).map { "2025-01-01T00:00:\(10 + time)Z\tg\($0)\t\($0)" } }
        let table = AnswerTable(
            [Column("t"), Column("g"), Column("n", .integer)], labels: [0, 1], lines: rows.map { Array($0.utf8)[...] },
            count: rows.count)
        let stacked = TimeSeries(table, table.times!, column: 2, isAdditive: true)
        #expect(stacked.groups == ["g11", "g10", "g9", "g8", "g7", "g6", "g5", "other"])
        #expect(stacked.values.allSatisfy { $0 == [11, 10, 9, 8, 7, 6, 5, 10] } && stacked.values.count == 20)
        #expect(stacked.greatest == 66 && !stacked.isMerged)
        let lines = TimeSeries(table, table.times!, column: 2, isAdditive: false)
        #expect(lines.groups.count == 7 && lines.greatest == 11)
    }

    /// Clocks show the hour from two to three twice on 26 October 2025 in Berlin.
    @Test func anHourThatIsShownTwiceIsTwoHours() {
        let texts = ["01:30:00+02:00", "02:10:00+02:00", "02:50:00+02:00", "02:20:00+01:00", "03:00:00+01:00"]
        let rows = texts.map { Array("2025-10-26T\($0)\t1".utf8)[...] }
        let table = AnswerTable([Column("t"), Column("n", .integer)], labels: [0], lines: rows, count: rows.count)
        let starts = table.times!.map { ChartTime($0, roundedTo: 3600).seconds }
        #expect(zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 } && Set(starts).count == 4)
    }
}
