import Foundation
import TestSupport

/// Visits of clients in three files of three formats, in no order, with many of the same time: what sessions and funnels
/// are asked of, and what a slow oracle needs to know of each line.
struct VisitLog {
    struct Visit {
        let client: String
        /// Since 2025-01-06T00:00:00Z.
        let milliseconds: Int
        /// Without its query.
        let page: String
        let bytes: Int?
        /// Counts the lines of all files.
        let place: Int
    }

    static let files = ["access.log", "app.json", "app.logfmt"]
    static let pages = ["/", "/cart", "/pay", "/done", "/product/7", "/product/12/big", "/a'b\\c"]

    let directory: TemporaryDirectory
    let visits: [Visit]

    /// - Parameters:
    ///   - spread: milliseconds from one visit of a client to the next, at most; some come much later.
    ///   - padding: how long pages are, besides their names.
    init(lineCount: Int, clients: Int, spread: Int, padding: Int = 0) throws {
        directory = try TemporaryDirectory()
        var generator = SeededGenerator(seed: 1)
        var clocks = [Int](repeating: 0, count: clients)
        var drafts: [(client: Int, milliseconds: Int)] = []
        for _ in 0..<lineCount {
            let client = generator.below(clients)
            clocks[client] += generator.once(in: 3) ? 0 : generator.below(generator.once(in: 9) ? spread * 40 : spread)
            drafts.append((client, clocks[client] % (20 * 86_400_000)))
        }
        drafts.shuffle(using: &generator)
        var visits: [Visit] = []
        for (file, name) in VisitLog.files.enumerated() {
            var lines: [String] = []
            for draft in drafts[(lineCount * file / 3)..<(lineCount * (file + 1) / 3)] {
                let visit = Visit(
                    client: "10.0.0.\(draft.client)",
                    milliseconds: file == 0 ? draft.milliseconds / 1000 * 1000 : draft.milliseconds,
                    page: VisitLog.pages[generator.below(VisitLog.pages.count)]
                        + String(repeating: "x", count: padding),
                    bytes: generator.once(in: 4) ? nil : generator.below(100_000), place: visits.count)
                visits.append(visit)
                lines.append(VisitLog.line(visit, file, query: generator.once(in: 3) ? "?id=7&x=/cart" : ""))
            }
            try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
        }
        self.visits = visits
    }

    private static func line(_ visit: Visit, _ file: Int, query: String) -> String {
        let time = VisitLog.time(visit.milliseconds)
        switch file {
        case 0:
            let bytes = visit.bytes.map { "\($0)" } ?? "-"
            let day = time.dropFirst(8).prefix(2)
            let clock = time.dropFirst(11).prefix(8)
            let request = "GET \(visit.page)\(query) HTTP/1.1"
            return
                "\(visit.client) - - [\(day)/Jan/2025:\(clock) +0000] \"\(request)\" 200 \(bytes) \"-\" \"Agent/1.0\""
        case 1:
            let bytes = visit.bytes.map { ",\"bytes\":\($0)" } ?? ""
            let path = (visit.page + query).replacingOccurrences(of: "\\", with: "\\\\")
            return "{\"time\":\"\(time)\",\"ip\":\"\(visit.client)\",\"path\":\"\(path)\"\(bytes)}"
        default:
            let bytes = visit.bytes.map { " bytes=\($0)" } ?? ""
            let path = (visit.page + query).replacingOccurrences(of: "\\", with: "\\\\")
            return "time=\(time) ip=\(visit.client) path=\"\(path)\"\(bytes)"
        }
    }

    /// As `thresh` prints it.
    static func time(_ milliseconds: Int) -> String {
        func padded(_ number: Int, _ width: Int = 2) -> String {
            String(repeating: "0", count: width - "\(number)".count) + "\(number)"
        }
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        let (day, second) = seconds.quotientAndRemainder(dividingBy: 86400)
        let clock = "\(padded(second / 3600)):\(padded(second / 60 % 60)):\(padded(second % 60))"
        return "2025-01-\(padded(6 + day))T\(clock)\(rest == 0 ? "" : "." + padded(rest, 3))Z"
    }

    /// Each client's visits, in the order of time and of the input; clients in the order of their bytes.
    var clients: [(client: String, visits: [Visit])] {
        Dictionary(grouping: visits, by: \.client).sorted { $0.key < $1.key }.map { client, visits in
            (client, visits.sorted { ($0.milliseconds, $0.place) < ($1.milliseconds, $1.place) })
        }
    }
}
