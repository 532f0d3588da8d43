import TestSupport

/// A log whose lines were written by known statements: what templates must find again.
struct MessageLog {
    /// In the order of the lines: the statement's template, and the second since 2025-01-06T00:00:00Z.
    private(set) var truth: [(template: String, second: Int)] = []
    private(set) var lines: [String] = []
    private(set) var messages: [String] = []

    private static let templates = [
        "Heartbeat ok", "Connection from <ip> port <num> accepted", "User <*> logged in",
        "Wrote <size> to /data/part-<num> in <duration>", "Cache miss for key <hex> again", "Größe <num> überschritten",
        "Blocks blk_<num>... deleted", "Disk /dev/sda<num> is failing", "Old daemon is still there",
    ]

    /// The first half of the lines has the last of the statements, the second half the last but one and more of the
    /// fifth.
    init(lineCount: Int, seed: UInt64 = 1) {
        var random = SeededGenerator(seed: seed)
        var second = 0
        for index in 0..<lineCount {
            second += random.below(3)
            let isAfter = index * 2 >= lineCount
            var statement = random.below(40)
            if statement == 39 {
                statement = isAfter ? 7 : 8
            } else if statement > 6 {
                statement = isAfter && statement > 30 ? 5 : 0
            }
            let number = random.below(100_000)
            let message =
                switch statement {
                case 0: "Heartbeat ok"
                case 1: "Connection from 10.\(random.below(256)).0.\(random.below(256)) port \(number) accepted"
                case 2: "User \(MessageLog.name(random.below(500))) logged in"
                case 3:
                    "Wrote \(number % 900)\(["B", "kB", "MB"][number % 3]) to /data/part-\(number % 77) in \(number)ms"
                case 4: "Cache miss for key \(MessageLog.hexadecimal(random.next())) again"
                case 5: "Größe \(number) überschritten"
                case 6: "Blocks \((0..<3 + number % 5).map { "blk_-\($0)" }.joined(separator: " ")) deleted"
                case 7: "Disk /dev/sda\(number % 4) is failing"
                default: "Old daemon is still there"
                }
            truth.append((MessageLog.templates[statement], second))
            messages.append(message)
            lines.append("\(MessageLog.clock(second, space: " ")),000 INFO  [main] org.example.App: \(message)")
        }
    }

    /// The rows of `thresh logs templates`.
    var expectedRows: [[String]] {
        let groups = Dictionary(grouping: truth, by: \.template)
        let templates = groups.keys.sorted { a, b in
            let (x, y) = (groups[a]!.count, groups[b]!.count)
            return x == y ? a.utf8.lexicographicallyPrecedes(b.utf8) : x > y
        }
        return templates.map { template in
            let lines = groups[template]!
            let hundredths = Int((Double(lines.count) / Double(truth.count) * 10_000).rounded())
            let percent = "\(hundredths / 100).\("\(100 + hundredths % 100)".dropFirst())"
            let first = MessageLog.clock(lines.first!.second, space: "T") + "Z"
            let last = MessageLog.clock(lines.last!.second, space: "T") + "Z"
            return ["\(lines.count)", percent, first, last, template]
        }
    }

    /// Counts of each template before a line and from it on.
    func counts(dividedAt line: Int) -> [String: (before: Int, after: Int)] {
        var counts: [String: (before: Int, after: Int)] = [:]
        for (index, entry) in truth.enumerated() {
            if index < line { counts[entry.template, default: (0, 0)].before += 1 }
            if index >= line { counts[entry.template, default: (0, 0)].after += 1 }
        }
        return counts
    }

    static func clock(_ second: Int, space: String) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "2025-01-\(two(6 + second / 86400))\(space)\(two(second / 3600 % 24)):\(two(second / 60 % 60)):\(two(second % 60))"
    }

    private static func name(_ number: Int) -> String {
        String(String.UnicodeScalarView((0..<3).map { UnicodeScalar(UInt8(97 + (number >> ($0 * 3)) % 8)) }))
    }

    private static func hexadecimal(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
