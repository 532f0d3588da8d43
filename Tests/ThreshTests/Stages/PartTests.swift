import Foundation
import TestSupport
import Testing

@testable import Thresh

@Suite("Part files", .timeLimit(.minutes(1)))
struct PartTests {
    private let directory: ScratchDirectory

    init() throws { directory = try ScratchDirectory() }

    @Test("numbers")
    func numbers() throws {
        let text = try write { part in
            for number in [0, -1, 7, 10, 99, 100, .max, .min] as [Int] {
                part.write(number)
                part.tab()
            }
            part.write(UInt64.max)
            part.tab()
            part.write(Int8.min)
            part.endRow()
        }
        #expect(text == "0\t-1\t7\t10\t99\t100\t\(Int.max)\t\(Int.min)\t\(UInt64.max)\t-128\n")
    }

    @Test("cells are escaped, and only what ends a cell or begins an escape")
    func escapes() throws {
        let cells = [
            ("plain", "plain"), ("", ""), ("a\tb", "a\\tb"), ("\n", "\\n"), ("x\r", "x\\r"), ("\\", "\\\\"),
            ("\\t", "\\\\t"), ("\u{0}\u{1}\u{B}\u{C}\u{1F}", "\u{0}\u{1}\u{B}\u{C}\u{1F}"), ("caf\u{E9}", "caf\u{E9}"),
        ]
        for (cell, expected) in cells {
            let text = try write { part in
                withView(Bytes(cell.utf8)) { part.writeCell($0) }
                part.endRow()
            }
            #expect(text == expected + "\n")
        }
    }

    @Test("the summary is that of the file", arguments: [0, 1, 1000, 60_000])
    func summary(rows: Int) throws {
        var summary: PartSummary?
        let path = directory.path("part")
        var part = try PartWriter(path: path, top: nil)
        for row in 0..<rows {
            part.write("row number ")
            part.write(row)
            part.endRow()
        }
        summary = try part.finish(durable: false).main
        #expect(try PartFile.summary(of: path) == summary)
        #expect(summary?.rows == UInt64(rows))
        let expected = (0..<rows).map { "row number \($0)\n" }.joined()
        #expect(firstDifference(try directory.read("part"), Bytes(expected.utf8)) == nil)
    }

    @Test("the best rows, whatever the order they come in", arguments: [1, 2, 10, 99, 100, 500])
    func topRows(limit: Int) {
        var generator = SeededGenerator(seed: UInt64(limit))
        for _ in 0..<20 {
            let rows = (0..<100).map { index in
                [UInt8(97 + generator.below(20))] + Bytes("\(index)\t\(generator.below(30) - 15)".utf8)
            }
            var top = TopRows(limit: limit)
            for row in rows.shuffled(using: &generator) { row.withUnsafeBytes { top.add($0) } }
            func number(_ row: Bytes) -> Int { Int(String(decoding: row, as: UTF8.self).split(separator: "\t")[1])! }
            let expected = rows.sorted { number($0) != number($1) ? number($0) > number($1) : precedes($0, $1) }
            #expect(top.rows == Array(expected.prefix(limit)))
        }
    }

    @Test("a part keeps its best rows")
    func topPart() throws {
        let path = directory.path("top")
        var part = try PartWriter(path: path, top: 2)
        for (name, number) in [("a", 5), ("b", 7), ("c", 5), ("d", 1)] {
            part.write(name)
            part.tab()
            part.write(number)
            part.endRow()
        }
        let summary = try part.finish(durable: true).main
        #expect(summary.rows == 2)
        #expect(try directory.read("top") == Bytes("b\t7\na\t5\n".utf8))
    }

    @Test("the manifest is JSON, whatever names are in it")
    func manifest() throws {
        let names = [
            "part-r-00000", "quote \" backslash \\ tab \t newline \n bell \u{7}", "caf\u{E9} \u{1F980} \u{2028}",
        ]
        let summary = PartSummary(rows: 3, byteCount: .max, checksum: 0xAB)
        var counters = JobCounters()
        counters.inputRecords = 12
        let manifest = Manifest(
            job: names[1], columns: names.map { Column($0) }, parts: names.map { .init(name: $0, summary: summary) },
            rejects: .init(name: "rejects/records.tsv", summary: summary), counters: counters)
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(manifest.text.utf8)) as? [String: Any])
        #expect(object["format"] as? String == "thresh-output-1")
        #expect(object["job"] as? String == names[1])
        #expect(object["columns"] as? [String] == names)
        let parts = try #require(object["parts"] as? [[String: Any]])
        #expect(parts.map { $0["name"] as? String } == names)
        #expect(parts.allSatisfy { $0["xxh3"] as? String == "00000000000000ab" && $0["bytes"] as? UInt64 == .max })
        #expect((object["counters"] as? [String: Int])?["input_records"] == 12)
        #expect((object["rejects"] as? [String: Any])?["records"] as? Int == 3)

        let empty = Manifest(job: "j", columns: nil, parts: [], rejects: nil, counters: JobCounters())
        let bare = try JSONSerialization.jsonObject(with: Data(empty.text.utf8)) as? [String: Any]
        #expect(bare?["rejects"] == nil)
        #expect(bare?["columns"] is NSNull && (bare?["parts"] as? [Any])?.isEmpty == true)
    }

    private func write(_ body: (inout PartWriter) -> Void) throws -> String {
        var part = try PartWriter(path: directory.path("part"), top: nil)
        body(&part)
        _ = try part.finish(durable: false).main
        return String(decoding: try directory.read("part"), as: UTF8.self)
    }
}
