import Foundation
import TestSupport
import Testing

@testable import Thresh

extension StateTests {
    enum Rotation: String, CaseIterable { case rename, copytruncate, gzip, gzipDelayed, dateext }

    @Test("names say nothing of which file is which")
    func names() throws {
        // One that is empty, and one that the other begins with, get names of each other.
        try write("", "log.1")
        try write(lines(2, "a"), "log")
        try write("banner\n", "x")
        try write("banner\ny\n", "y")
        let first = try whole([lines(2, "a"), "banner\nbanner\ny\n"])
        #expect(try answer().rows == first)
        try move("log.1", "log.2")
        try move("log", "log.1")
        try move("x", "z")
        try move("y", "x")
        try move("z", "y")
        #expect(try answer().rows == first)
        #expect(Lines.mapped == 0)
        try write("new\n", "log")
        #expect(try answer().rows == whole([lines(2, "a"), "banner\nbanner\ny\nnew\n"]))
        // A copy is another file, and told.
        try write(lines(2, "a"), "copy")
        let (rows, told) = try answer()
        #expect(rows == (try whole([lines(2, "a") + lines(2, "a"), "banner\nbanner\ny\nnew\n"])))
        #expect(told.contains { $0.contains("copy has the content of ") }, "\(told)")
    }

    @Test("rotations of each kind count each line once", arguments: Rotation.allCases)
    func rotations(kind: Rotation) throws {
        var random = SeededGenerator(seed: UInt64(kind.rawValue.count))
        var all = ""
        var open = ""
        func grow() throws {
            var text = open
            open = ""
            for _ in 0..<random.below(40) { text += "w\(random.below(9)) \(random.below(1 << 30))\n" }
            // The writer is in the middle of a line at times.
            if random.below(2) == 0 {
                let line = "w\(random.below(9)) open \(random.below(1 << 30))\n"
                let cut = 1 + random.below(line.count - 1)
                text += line.prefix(cut)
                open = String(line.dropFirst(cut))
            }
            try append(text, "log")
            all += text
        }
        func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: directory.path("in/" + name)) }
        for round in 0..<30 {
            try grow()
            if random.below(3) > 0 { #expect(try answer().rows == whole([all]), "\(kind), round \(round)") }
            if random.below(2) == 0 { try grow() }
            if !open.isEmpty {
                try append(open, "log")
                all += open
                open = ""
            }
            for number in (1..<32).reversed() {
                for end in ["", ".gz"] where isThere("log.\(number)" + end) {
                    try move("log.\(number)" + end, "log.\(number + 1)" + end)
                }
            }
            switch kind {
            case .rename: try move("log", "log.1")
            case .copytruncate:
                try FileManager.default.copyItem(
                    atPath: directory.path("in/log"), toPath: directory.path("in/log.1"))
                try write("", "log")
            case .gzip:
                try move("log", "log.1")
                try gzip("log.1")
            case .gzipDelayed:
                try move("log", "log.1")
                if isThere("log.2") { try gzip("log.2") }
            case .dateext: try move("log", "log-202601\(10 + round)")
            }
        }
        try grow()
        #expect(try answer().rows == whole([all]), "\(kind)")
        #expect(try answer().rows == whole([all]), "\(kind)")
        #expect(Lines.mapped <= 1)
        #expect(try directory.list("state").count < 60)
    }
}
