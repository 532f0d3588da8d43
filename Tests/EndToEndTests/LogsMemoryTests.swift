import TestSupport
import Testing

/// Answers of `thresh logs` that are larger than the memory they are made in.
@Suite(.serialized, .timeLimit(.minutes(2))) struct LogsMemoryTests {
    private let directory: TemporaryDirectory
    private static let groups = 24_000
    /// One worker can do with no less.
    private static let memory = 11

    /// Each line is a group of its own, with a long name, and several groups have the same number.
    init() throws {
        directory = try TemporaryDirectory()
        let filler = String(repeating: "x", count: 300)
        var generator = SeededGenerator(seed: 1)
        var log: [UInt8] = []
        for index in 0..<Self.groups {
            let path = "/\(generator.below(1 << 30))/\(filler)/\(index)"
            log += "1.1.1.1 - - [06/Jan/2025:\(10 + index % 5):00:00 +0000] \"GET \(path) HTTP/1.1\" 200 ".utf8
            log += "\(generator.below(1000))\n".utf8
        }
        try directory.write(log, to: "access.log")
    }

    /// The rows of the first take 8 MB as text and more than 20 MB as arrays. The memory of a debug build's own code and
    /// of what runs it is on top, and the sample misses peaks: hence some more, and much less than all rows need.
    @Test(arguments: [
        ("agg 'count, p50(bytes), p99(bytes)' --by path", "awk '{ print $7 \"\\t1\\t\" $10 \"\\t\" $10 }' | sort"),
        (
            "agg 'max(bytes) as m' --by path --sort '-m'",
            "awk '{ print $7 \"\\t\" $10 }' | sort -t$'\\t' -k2,2nr -k1,1"
        ),
        // One group's texts, which take 8 MB as well.
        ("agg 'distinct(path)'", "awk '{ print $7 }' | sort -u | wc -l"),
        (
            "agg 'max(bytes) as m' --by path --sort m --having 'm > 500' --limit 9000",
            "awk '$10 > 500 { print $7 \"\\t\" $10 }' | sort -t$'\\t' -k2,2n -k1,1 | head -9000"
        ),
    ])
    func staysInMemory(question: String, oracle: String) throws {
        let expected = try shell(
            "\(oracle.replacing("awk", with: "<access.log awk", maxReplacements: 1))", in: directory.path)
        #expect(expected.isSuccess && !expected.output.isEmpty)
        let (result, peak) = try ask("\(question) access.log")
        #expect(result.isSuccess && result.errors == "", "\(result)")
        #expect(result.text == expected.text, "\(question)")
        #expect(peak < (Self.memory + 3) << 20, "\(question): \(peak >> 10) KiB")
    }

    /// 40 groups whose keys have a quarter of a megabyte: none of the processes may hold many of them. Half of the keys are equal but for
    /// their ends.
    @Test(arguments: [
        ("count --by k", "sed 's/$/\t1/' | LC_ALL=C sort"),
        ("agg 'max(n) as m' --by k", "sed 's/$/\t7/' | LC_ALL=C sort"),
        ("top 3 --by k", "sed 's/$/\t1/' | LC_ALL=C sort | head -3"),
        ("agg count --by k --sort -k --limit 5", "sed 's/$/\t1/' | LC_ALL=C sort -r | head -5"),
    ])
    func longKeys(question: String, oracle: String) throws {
        var generator = SeededGenerator(seed: 2)
        let common = (0..<256 << 10).map { _ in UInt8(ascii: "a") + UInt8(generator.below(26)) }
        var table = [UInt8]("k,n\n".utf8)
        for index in 0..<40 {
            if index % 2 == 0 { table += "\(index)".utf8 }
            table += common
            table += "\(index),7\n".utf8
        }
        try directory.write(table, to: "long.csv")
        let expected = try shell("<long.csv tail -n +2 | sed 's/,7$//' | \(oracle)", in: directory.path)
        #expect(expected.isSuccess && !expected.output.isEmpty)
        let (result, peak) = try ask("\(question) long.csv --partitions 16")
        #expect(result.isSuccess && result.errors == "", "\(result.errors.prefix(1000))")
        // Of arrays of megabytes a failure would show every difference.
        let isRight = result.output == expected.output
        #expect(isRight, "\(question)")
        #expect(peak < (Self.memory + 4) << 20, "\(question): \(peak >> 10) KiB")
    }

    private func ask(_ question: String) throws -> (result: CommandResult, peakBytes: Int) {
        var command = Command.thresh(["-c"])
        command.arguments = [
            "-c", "exec \"$0\" logs \(question) -j 1 --memory \(Self.memory)M", command.executable,
        ]
        command.executable = "/bin/bash"
        command.directory = directory.path
        return try command.start().waitWatchingMemory()
    }
}
