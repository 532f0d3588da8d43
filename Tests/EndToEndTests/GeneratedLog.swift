import Foundation
import TestSupport

/// A log of the combined format with a response time behind it, and the same fields divided by TAB for awk.
struct GeneratedLog {
    let directory: TemporaryDirectory
    private(set) var lines: [String] = []

    /// Fields of `table`: ip, second since 2025-01-06T00:00:00Z, method, path, status, bytes (or -), response time.
    init(lineCount: Int, seed: UInt64 = 1) throws {
        directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: seed)
        var table: [String] = []
        var second = 0
        for _ in 0..<lineCount {
            second += generator.below(40)
            let ip = "10.\(generator.below(3)).0.\(generator.below(60))"
            let method = ["GET", "GET", "GET", "POST", "HEAD"][generator.below(5)]
            let path = "/" + ["a", "a/very/long/path/to/a/page.html", "img/x.png", "q?id=7"][generator.below(4)]
            let status = [200, 200, 200, 304, 404, 500][generator.below(6)]
            let bytes = generator.once(in: 6) ? "-" : "\(generator.below(100_000))"
            let micros = generator.below(generator.once(in: 9) ? 9_000_000 : 4000)
            let (day, rest) = (6 + second / 86400, second % 86400)
            func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
            let clock = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
            lines.append(
                "\(ip) - - [\(two(day))/Jan/2025:\(clock) +0000] \"\(method) \(path) HTTP/1.1\" \(status) \(bytes) \"-\" \"Agent/1.0 (a; \\\"b\\\")\" \(micros)"
            )
            table.append("\(ip)\t\(second)\t\(method)\t\(path)\t\(status)\t\(bytes)\t\(micros)")
        }
        try write(lines, to: "access.log")
        try write(table, to: "table")
    }

    func write(_ lines: [String], to name: String) throws {
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    }
}
