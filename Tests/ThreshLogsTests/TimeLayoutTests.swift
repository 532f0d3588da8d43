import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Times written from random moments in each layout, and read back; the texts are made here, by a writer of its own.
@Suite("Time layouts", .timeLimit(.minutes(3)))
struct TimeLayoutTests {
    /// How a writer shows a moment, and to which part of a second.
    struct Writing: Sendable, CustomTestStringConvertible {
        let layout: TimeLayout
        let pattern: String
        /// How many digits of the fraction are kept.
        let digits: Int

        init(_ layout: TimeLayout, _ pattern: String, digits: Int = 0) {
            self.layout = layout
            self.pattern = pattern
            self.digits = digits
        }

        var testDescription: String { pattern }
    }

    /// `%Y`, `%m` and so on as in strftime; `%e` and `%l` are padded with blanks, `%D` and `%M1` not padded at all.
    static let writings: [Writing] = [
        Writing(.clf, "%d/%b/%Y:%H:%M:%S +0000"), Writing(.iso, "%Y-%m-%dT%H:%M:%SZ"),
        Writing(.iso, "%Y-%m-%d %H:%M:%S,%3", digits: 3), Writing(.iso, "%Y/%m/%d %H:%M:%S.%6", digits: 6),
        Writing(.iso, "%Y.%m.%d %H:%M:%S"), Writing(.iso, "%Y-%m-%dT%H:%M:%S.%9+00:00", digits: 9),
        Writing(.iso, "%Y-%m-%d %H:%M:%S.%9 +0000 UTC", digits: 9), Writing(.iso, "%Y-%b-%d %H:%M:%S"),
        Writing(.iso, "%Y-%m-%d %H:%M:%S:%3", digits: 3), Writing(.iso, "%Y-%m-%d-%H.%M.%S.%6", digits: 6),
        Writing(.iso, "%Y-%m-%d %I:%M:%S %p"), Writing(.iso, "%Y/%m/%d:%H:%M:%S"),
        Writing(.iso, "%Y.%m.%d %H.%M.%S.%3", digits: 3), Writing(.iso, "%Y-%m-%dT%H%M%SZ"),
        Writing(.compact, "%Y%m%dT%H%M%SZ"), Writing(.compact, "%Y%m%d-%H:%M:%S.%3", digits: 3),
        Writing(.compact, "%Y%m%d%H%M%S"), Writing(.compact, "%Y%m%d %H%M%S"),
        Writing(.compact, "%Y%m%d%H%M%S%3", digits: 3),
        Writing(.rfc3164, "%b %e %H:%M:%S"), Writing(.rfc3164, "%b %D %H:%M:%S"),
        Writing(.rfc3164, "%b %e %H:%M:%S.%6", digits: 6), Writing(.rfc3164, "%d %b %H:%M:%S.%3", digits: 3),
        Writing(.asctime, "%a %b %e %H:%M:%S %Y"), Writing(.asctime, "%a %b %d %H:%M:%S.%6 %Y", digits: 6),
        Writing(.asctime, "%a %b %e %H:%M:%S UTC %Y"), Writing(.asctime, "%B %D, %Y %I:%M:%S %p"),
        Writing(.asctime, "%b %d, %Y @ %H:%M:%S.%3", digits: 3), Writing(.asctime, "%a %b %d %Y %H:%M:%S GMT+0000"),
        Writing(.asctime, "%b %e %Y %H:%M:%S"), Writing(.dayMonthYear, "%d/%b/%Y:%H:%M:%S.%3", digits: 3),
        Writing(.dayMonthYear, "%d-%b-%Y %H:%M:%S"), Writing(.dayMonthYear, "%a, %d %b %Y %H:%M:%S GMT"),
        Writing(.dayMonthYear, "%a %d %b %Y %I:%M:%S %p UTC"), Writing(.dayMonthYear, "%D %B %Y %H:%M:%S"),
        Writing(.dayMonthYear, "%d-%b-%y %I.%M.%S.%6 %p", digits: 6),
        Writing(.dayMonthYear, "%A, %d-%b-%y %H:%M:%S GMT"),
        Writing(.dayFirst, "%d.%m.%Y %H:%M:%S"), Writing(.dayFirst, "%d/%m/%Y %H:%M:%S,%3", digits: 3),
        Writing(.dayFirst, "%D.%n.%Y, %H:%M:%S"), Writing(.dayFirst, "%d-%m-%Y %H:%M:%S"),
        Writing(.dayFirst, "%d.%m.%y %H:%M:%S"), Writing(.monthFirst, "%n/%D/%Y %I:%M:%S %p"),
        Writing(.monthFirst, "%m/%d/%Y %H:%M:%S.%3", digits: 3), Writing(.monthFirst, "%n/%D/%y, %I:%M:%S %p"),
        Writing(.twoDigitYear, "%y%m%d %H%M%S"), Writing(.twoDigitYear, "%y/%m/%d %H:%M:%S"),
        Writing(.twoDigitYear, "%y-%m-%d %H:%M:%S,%3", digits: 3), Writing(.twoDigitYear, "%y%m%d %h:%M:%S"),
        Writing(.monthDay, "%m-%d %H:%M:%S.%3", digits: 3), Writing(.glog, "%m%d %H:%M:%S.%6", digits: 6),
        Writing(.glog, "%Y%m%d %H:%M:%S.%6", digits: 6), Writing(.epoch, "%s"), Writing(.epoch, "%s.%6", digits: 6),
        Writing(.epoch, "%s%3", digits: 3), Writing(.epoch, "%s%6", digits: 6), Writing(.epoch, "%s%9", digits: 9),
    ]

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let days = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"]

    /// A moment, counted day by day from 1970, as this reference writes it.
    static func text(_ pattern: String, _ seconds: Int, _ nanoseconds: Int) -> String {
        var year = 1970
        var day = seconds / 86400
        func length(_ year: Int) -> Int { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 366 : 365 }
        while day >= length(year) {
            day -= length(year)
            year += 1
        }
        var month = 0
        let lengths = [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        while day >= lengths[month] {
            day -= lengths[month]
            month += 1
        }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let hour = seconds / 3600 % 24
        let fraction = String("00000000\(nanoseconds)".suffix(9))
        var text = ""
        var rest = Substring(pattern)
        while let character = rest.popFirst() {
            guard character == "%", let letter = rest.popFirst() else {
                text.append(character)
                continue
            }
            switch letter {
            case "Y": text += "\(year)"
            case "y": text += two(year % 100)
            case "m": text += two(month + 1)
            case "n": text += "\(month + 1)"
            case "b": text += months[month].prefix(3)
            case "B": text += months[month]
            case "d": text += two(day + 1)
            case "D": text += "\(day + 1)"
            case "e": text += day < 9 ? " \(day + 1)" : "\(day + 1)"
            case "a": text += days[seconds / 86400 % 7].prefix(3)
            case "A": text += days[seconds / 86400 % 7]
            case "H": text += two(hour)
            case "h": text += hour < 10 ? " \(hour)" : "\(hour)"
            case "I": text += two(hour % 12 == 0 ? 12 : hour % 12)
            case "M": text += two(seconds / 60 % 60)
            case "S": text += two(seconds % 60)
            case "p": text += hour < 12 ? "AM" : "PM"
            case "s": text += "\(seconds)"
            case "3": text += fraction.prefix(3)
            case "6": text += fraction.prefix(6)
            default: text += fraction
            }
        }
        return text
    }

    /// A moment that the layout can tell: with a year, from 1990 to 2037; without, in the year before the reference. Of
    /// dates in numbers, one whose numbers say their order.
    static func moment(_ writing: Writing, _ random: inout SeededGenerator) -> (seconds: Int, nanoseconds: Int) {
        let isYearless = writing.layout.lacksYear && !writing.pattern.contains("%Y")
        let seconds = isYearless ? 1_751_328_000 - random.below(31_000_000) : 631_152_000 + random.below(1_490_000_000)
        let unit = [0: 1_000_000_000, 3: 1_000_000, 6: 1000, 9: 1][writing.digits]!
        return (seconds, random.below(1_000_000_000) / unit * unit)
    }

    @Test("random moments are written and read back, alone and within the minute of others", arguments: writings)
    func roundTrip(writing: Writing) throws {
        var random = SeededGenerator(seed: 31)
        let parser = TimeParser(writing.layout, testContext)
        for round in 0..<400 {
            let (seconds, nanoseconds) = TimeLayoutTests.moment(writing, &random)
            // Neighbours are read out of the minute that is remembered.
            for offset in round % 2 == 0 ? [0] : [0, 1, 7, 59, 60] {
                let text = TimeLayoutTests.text(writing.pattern, seconds + offset, nanoseconds)
                let found = Array(text.utf8).withLineBytes { parser.parse($0) }
                #expect(found == Int64(seconds + offset) * 1_000_000_000 + Int64(nanoseconds), "\(text)")
            }
        }
    }

    @Test("a time ends where it ends, whatever stands behind it", arguments: writings.filter { $0.layout != .epoch })
    func extents(writing: Writing) throws {
        var random = SeededGenerator(seed: 32)
        for _ in 0..<60 {
            let (seconds, nanoseconds) = TimeLayoutTests.moment(writing, &random)
            let text = TimeLayoutTests.text(writing.pattern, seconds, nanoseconds)
            for tail in ["", " INFO started", " [main] WARN x", " - text", "] text", " | x", " ERROR: no", "\tx"] {
                let line = Array((text + tail).utf8) + [UInt8](repeating: 0, count: 64)
                let count = text.utf8.count + tail.utf8.count
                let end = unsafe line.withUnsafeBufferPointer {
                    unsafe TimeExtent.end(writing.layout, $0.baseAddress!, 0, count)
                }
                #expect(end == text.utf8.count, "\(text)\(tail)")
            }
        }
    }

    /// Those whose texts a CSV or JSON column of any content has.
    @Test("columns, JSON strings and times in brackets are found to be times", arguments: writings)
    func detection(writing: Writing) throws {
        var random = SeededGenerator(seed: 33)
        for count in [3, 20, 70] {
            var moments: [(seconds: Int, nanoseconds: Int)] = []
            while moments.count < count {
                var (seconds, nanoseconds) = TimeLayoutTests.moment(writing, &random)
                // Days beyond 12 say which number is the month, and years beyond 31 which is the year.
                if moments.count < 2, DateOrder.rivals.contains(writing.layout) {
                    seconds = 1_990_000_000 + seconds % 86400
                    while Int(TimeLayoutTests.text("%D", seconds, 0))! < 13 { seconds += 86400 }
                }
                moments.append((seconds, nanoseconds))
            }
            let texts = moments.map { TimeLayoutTests.text(writing.pattern, $0.seconds, $0.nanoseconds) }
            let values = moments.map { Int64($0.seconds) * 1_000_000_000 + Int64($0.nanoseconds) }
            let json = texts.map { #"{"n":1,"time":"\#($0)"}"# }.joined(separator: "\n") + "\n"
            #expect(try times(in: json) == values, "\(texts[0])")
            if writing.layout == .epoch { continue }
            let csv = "n,time\n" + texts.map { "1,\"\($0)\"\n" }.joined()
            #expect(try times(in: csv) == values, "\(texts[0])")
            let lines = texts.map { "[\($0)] hello there\n" }.joined()
            #expect(try times(in: lines, format: "[$time] $text") == values, "\(texts[0])")
            let bare = texts.map { "\($0) WARN hello there\n" }.joined()
            #expect(try times(in: bare, format: "$time $severity $text") == values, "\(texts[0])")
        }
    }

    /// What `time` is in each line, as detection reads it.
    private func times(in text: String, format: String? = nil) throws -> [Int64?] {
        try withView(Array(text.utf8)) { view in
            let found: LogFormat
            if let format {
                found = try FormatDetector.typed(try LogFormat.nginx(format), by: view)
            } else {
                let detected = FormatDetector.detect(view, isCut: false)
                found = try #require(detected).format
            }
            let extractor = try FieldExtractor(found, fields: ["time"], context: testContext)
            var times: [Int64?] = []
            extractor.forEachLine(in: view) {
                times.append($0[0].time?.nanoseconds)
            } malformed: { _, _ in
                times.append(nil)
            }
            return times
        }
    }
}
