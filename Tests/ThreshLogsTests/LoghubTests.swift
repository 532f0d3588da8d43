import Foundation
import Testing
import Thresh

@testable import ThreshLogs

/// Templates against those that people made: the labels of <https://github.com/logpai/loghub>, of which `LOGHUB` names a
/// copy.
@Suite("Labelled messages", .enabled(if: loghub != nil, "needs LOGHUB=DIRECTORY, a copy of logpai/loghub"))
struct LoghubTests {
    /// The grouping accuracy that J. Zhu et al. (Tools and Benchmarks for Automated Log Parsing, ICSE-SEIP 2019) found for
    /// Drain with options chosen for each log, and what ours must reach with the same for all.
    static let logs: [(name: String, published: Double, atLeast: Double)] = [
        ("HDFS", 0.998, 0.99), ("Hadoop", 0.948, 0.95), ("Spark", 0.920, 0.92), ("Zookeeper", 0.967, 0.98),
        ("OpenStack", 0.733, 0.87), ("BGL", 0.963, 0.97), ("HPC", 0.887, 0.94), ("Thunderbird", 0.955, 0.97),
        ("Windows", 0.997, 0.68), ("Linux", 0.690, 0.68), ("Mac", 0.787, 0.74), ("Android", 0.911, 0.91),
        ("HealthApp", 0.780, 0.99), ("Apache", 1.000, 1), ("OpenSSH", 0.788, 0.98), ("Proxifier", 0.527, 0.52),
    ]

    @Test(arguments: logs.indices) func groupingAccuracy(index: Int) throws {
        let log = LoghubTests.logs[index]
        let (messages, labels) = try LoghubTests.labelled(log.name)
        let masked = messages.map { $0.masked }
        var tree = TemplateTree()
        var numbers: [[UInt8]: Int] = [:]
        for message in Set(masked).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            numbers[message] = withView(message) { tree.add($0) }
        }
        tree.unite()
        let found = masked.map { tree.resolved(numbers[$0]!) }
        let accuracy = LoghubTests.accuracy(found, labels)
        print(
            "\(log.name): \(Set(masked).count) masked messages, \(Set(found).count) templates of \(Set(labels).count), grouping accuracy \(accuracy), published \(log.published)"
        )
        #expect(accuracy >= log.atLeast, "\(log.name)")
    }

    /// The share of lines whose template has exactly the lines of one label.
    static func accuracy(_ found: [Int], _ labels: [String]) -> Double {
        var right = 0
        let groups = Dictionary(grouping: found.indices) { found[$0] }
        let sizes = Dictionary(grouping: labels) { $0 }.mapValues(\.count)
        for lines in groups.values where Set(lines.map { labels[$0] }).count == 1 {
            if sizes[labels[lines[0]]] == lines.count { right += lines.count }
        }
        return Double(right) / Double(found.count)
    }

    /// The columns Content and EventId.
    static func labelled(_ name: String) throws -> (messages: [[UInt8]], labels: [String]) {
        let path = "\(loghub!)/\(name)/\(name)_2k.log_structured.csv"
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        var messages: [[UInt8]] = []
        var labels: [String] = []
        var places: (content: Int, label: Int)?
        for line in bytes.split(separator: 10) {
            var cells: [[UInt8]] = [[]]
            var isQuoted = false
            for byte in line where byte != 13 {
                if byte == UInt8(ascii: "\"") {
                    // A doubled one is one.
                    if !isQuoted, cells.last?.isEmpty == false { cells[cells.count - 1].append(byte) }
                    isQuoted.toggle()
                } else if byte == UInt8(ascii: ","), !isQuoted {
                    cells.append([])
                } else {
                    cells[cells.count - 1].append(byte)
                }
            }
            if let places {
                messages.append(cells[places.content])
                labels.append(String(decoding: cells[places.label], as: UTF8.self))
            } else {
                let names = cells.map { String(decoding: $0, as: UTF8.self) }
                places = (try #require(names.firstIndex(of: "Content")), try #require(names.firstIndex(of: "EventId")))
            }
        }
        return (messages, labels)
    }
}

private let loghub = ProcessInfo.processInfo.environment["LOGHUB"]

extension [UInt8] {
    /// As `MessageMask` makes it.
    var masked: [UInt8] {
        var buffer = ByteBuffer()
        withView(self) { MessageMask.append($0, to: &buffer) }
        return Array(buffer.view)
    }
}
