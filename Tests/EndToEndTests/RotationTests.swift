import Foundation
import TestSupport
import Testing

/// `thresh logs grep` over files that were rotated.
@Suite(.timeLimit(.minutes(1))) struct RotationTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A line for each hour.
    private func write(_ hours: Range<Int>, to name: String, compress: Bool = false) throws {
        let lines = hours.map { hour in
            "10.0.0.1 - - [\(10 + hour / 24)/Jan/2025:\(hour % 24 < 10 ? "0" : "")\(hour % 24):00:00 +0000] "
                + "\"GET /\(hour) HTTP/1.1\" 200 5 \"-\" \"agent\"\n"
        }
        try directory.write(Array(lines.joined().utf8), to: name)
        if compress { #expect(try Command("gzip", [directory.path(name)]).run().isSuccess) }
    }

    private func order(_ script: String) throws -> [Int] {
        let result = try shell(
            "thresh logs grep --where 'status = 200' --fields path -j 3 \(script)", in: directory.path)
        #expect(result.isSuccess && result.errors == "", "\(result)")
        return result.text.split(separator: "\n").compactMap { Int($0.dropFirst()) }
    }

    @Test func numbersFromTheHighestOn() throws {
        for number in 1...11 {
            try write(110 - 10 * number..<120 - 10 * number, to: "access.log.\(number)", compress: number > 1)
        }
        try write(110..<115, to: "access.log")
        try write(200..<203, to: "other.log")
        let expected = Array(0..<115)
        #expect(try order("access.log*") == expected)
        #expect(try order("access.log*[0-9z] other.log access.log").filter { $0 < 200 } == expected)
        #expect(try order(".").suffix(3) == [200, 201, 202])
    }

    @Test func daysAscending() throws {
        try write(0..<24, to: "access.log-20250110", compress: true)
        try write(24..<48, to: "access.log-20250111")
        try write(48..<50, to: "access.log")
        #expect(try order("access.log access.log-20250111 access.log-20250110.gz") == Array(0..<50))
    }

    @Test func timesDecideWhatNumbersMean() throws {
        for number in 1...3 { try write(10 * number..<10 * number + 10, to: "app.log.\(number)") }
        try write(40..<45, to: "app.log")
        #expect(try order("app.log*") == Array(10..<45))
    }

    @Test func otherJobsReadFilesAsTheyAreGiven() throws {
        try write(5..<6, to: "access.log.1")
        try write(6..<7, to: "access.log")
        let result = try shell("thresh run grep -F GET access.log access.log.1", in: directory.path)
        #expect(result.text.contains("GET /6 HTTP") && result.text.split(separator: "\n")[1].contains("GET /5 HTTP"))
    }
}
