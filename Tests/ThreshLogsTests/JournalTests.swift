import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Entries as `journalctl -o export` writes them, with values of any bytes.
@Suite("Journal exports", .timeLimit(.minutes(2)))
struct JournalTests {
    /// A field that is written in lines where it can be, else with its size.
    private static func field(_ name: String, _ value: [UInt8]) -> [UInt8] {
        let isText =
            value.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 } && String(validating: value, as: UTF8.self) != nil
        if isText { return Array("\(name)=".utf8) + value + [10] }
        return Array("\(name)\n".utf8) + size(value.count) + value + [10]
    }

    private static func size(_ count: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } }

    private static let messages: [[UInt8]] = [
        Array("Accepted publickey for bob from 198.51.100.7 port 51234 ssh2".utf8), Array("a=b=c".utf8), [],
        Array("two\nlines".utf8), Array("\n".utf8), Array("ends\n\n".utf8), Array("x\n\n__CURSOR=s=2\n_PID=9\n\n".utf8),
        [0], [0, 255, 10, 10, 10], Array("état größer 漢字".utf8), [0xFF, 0xFE], Array("tab\there".utf8),
        Array("MESSAGE=MESSAGE".utf8), [UInt8](repeating: 10, count: 50), [UInt8](repeating: 65, count: 5000),
        Array("=".utf8), Array("\u{1B}[31mred\u{1B}[0m".utf8), Array("cr\r\n".utf8), [1, 2, 3, 4, 5, 6, 7, 8],
        Array("PRIORITY\n".utf8) + size(1 << 40), Array("last one".utf8),
    ]

    private static func entry(_ index: Int) -> [UInt8] {
        var entry = Array("__CURSOR=s=\(index);i=7\n__REALTIME_TIMESTAMP=\(1_700_000_000_000_000 + index)\n".utf8)
        if index % 3 == 0 { entry += Array("_PID=\(index)\n".utf8) }
        entry += field("MESSAGE", messages[index])
        return entry + Array("SYSLOG_IDENTIFIER=app\(index % 4)\n".utf8)
    }

    /// The entries of a file as the reader divides it, given so many bytes at a time.
    private func divided(_ file: [UInt8], piece: Int) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var start = 0
        var end = 0
        while start < file.count {
            end = min(file.count, max(end, start) + piece)
            let extent = withView(Array(file[start..<end])) {
                JournalEntries().nextRecord(in: $0, isAtEnd: end == file.count)
            }
            guard let extent else { continue }
            entries.append(
                Array(file[start..<end][(start + extent.content.lowerBound)..<(start + extent.content.upperBound)]))
            start += extent.length
        }
        return entries
    }

    @Test("values of any bytes are found", arguments: [1, 7, 100, 1 << 20])
    func entries(piece: Int) throws {
        let indices = Array(JournalTests.messages.indices)
        #expect(indices.count >= 20)
        let file = indices.flatMap { index -> [UInt8] in JournalTests.entry(index) + [10] }
        let found = divided(file, piece: piece)
        #expect(found == indices.map { index -> [UInt8] in JournalTests.entry(index).dropLast() })
        let detected = try #require(FormatDetector.detect(file))
        #expect(detected.format.name == "journal" && detected.format.hasEntriesOfLines)
        let extractor = try FieldExtractor(
            detected.format, fields: ["time", "pid", "message", "app", "nothing"], context: testContext)
        for (index, entry) in found.enumerated() {
            let texts = try #require(extractor.texts(of: entry), "\(index)")
            let message = String(decoding: JournalTests.messages[index], as: UTF8.self)
            #expect(
                texts == [
                    "@\(1_700_000_000_000_000_000 + index * 1000)", index % 3 == 0 ? "\(index)" : nil, message,
                    "app\(index % 4)", nil,
                ])
        }
    }

    @Test(
        "damaged entries are refused at their place, and the ones around them are not",
        arguments: [
            ("__CURSOR=s=1\n_PID=x\n", 19, "not an integer"), ("no name and value\n", 1, "expected NAME=value"),
            ("__CURSOR=s=1\nMESSAGE\n", 14, "expected NAME=value"), ("__REALTIME_TIMESTAMP=soon\n", 22, "not a time"),
            ("PRIORITY=high\n", 10, "not an integer"), ("MESSAGE\n\u{1}\u{2}\u{3}\n", 1, "expected NAME=value"),
            ("A=1\nMESSAGE\n\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}abc\n", 5, "expected NAME=value"),
            ("_PID=9999999999999999999999\n", 6, "not an integer"), ("_PID=1.5\n", 6, "not an integer"),
            ("__REALTIME_TIMESTAMP=\n", 22, "not a time"), ("__CURSOR=s=1\n\u{0}\n", 14, "expected NAME=value"),
        ])
    func faults(text: String, column: Int, word: String) throws {
        let good = JournalTests.entry(0) + [10]
        let found = divided(good + Array(text.utf8) + [10] + good + good, piece: 33)
        let format = try FormatCatalog.format(named: "journal")
        let extractor = try FieldExtractor(
            format, fields: ["time", "pid", "priority", "message"], context: testContext)
        let outcomes = found.map { extractor.outcome(of: $0) }
        #expect(outcomes.first == .fields && outcomes.last == .fields && outcomes.contains(.malformed), "\(found)")
        #expect(outcomes.count { $0 == .fields } >= 2)
        let damaged = try #require(zip(found, outcomes).first { $1 == .malformed }).0
        let fault = try #require(extractor.fault(of: damaged))
        #expect(fault.column == column && fault.reason.contains(word), "\(fault)")
    }

    @Test("whatever is damaged, every byte is in one entry, and nothing traps")
    func fuzz() throws {
        var random = SeededGenerator(seed: 17)
        let format = try FormatCatalog.format(named: "journal")
        let extractor = try FormatDetector.wholeLineExtractor(format)
        for _ in 0..<400 {
            var file = (0..<4).flatMap { _ -> [UInt8] in JournalTests.entry(random.below(14)) + [10] }
            for _ in 0..<random.below(5) {
                let index = random.below(file.count)
                switch random.below(3) {
                case 0: file[index] = UInt8(truncatingIfNeeded: random.next())
                case 1: file.remove(at: index)
                default: file = Array(file.prefix(index + 1))
                }
            }
            let whole = divided(file, piece: 1 << 20)
            #expect(divided(file, piece: 1 + random.below(200)) == whole)
            let kept = whole.reduce(0) { $0 + $1.count { $0 != 10 } }
            #expect(kept == file.count { $0 != 10 })
            for entry in whole where !entry.isEmpty {
                let fault = extractor.fault(of: entry)
                #expect((extractor.outcome(of: entry) == .malformed) == (fault != nil))
                if let fault { #expect((1...entry.count + 1).contains(fault.column), "\(fault)") }
            }
        }
    }
}
