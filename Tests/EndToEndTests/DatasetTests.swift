import Foundation
import TestSupport
import Testing

/// The committed inputs against what coreutils and awk said of them once.
@Suite(.timeLimit(.minutes(1))) struct DatasetTests {
    private func run(_ arguments: String...) throws -> CommandResult {
        var command = Command.thresh(["run"] + arguments)
        command.directory = packageDirectory
        return try command.run()
    }

    // cat datasets/text/*.txt | tr A-Z a-z | tr -s ' \t\n' '\n' | grep . | sort | uniq -c | sort -k1,1nr -k2 | head
    @Test func theMostFrequentWords() throws {
        expectPrints(
            try run("wordcount", "--ignore-case", "--top", "10", "datasets/text"),
            "the\t5095\nto\t5073\nand\t4370\nof\t4193\na\t3042\ni\t2548\nwas\t2300\nshe\t2130\nin\t2083\nnot\t2022\n")
    }

    // … | awk '{ print $9 }' | sort | uniq -c
    @Test func requestsByStatus() throws {
        expectPrints(
            try run("count", "--field", "9", "datasets/logs"),
            """
            "-"\t15\n200\t7778\n204\t38\n206\t69\n301\t124\n302\t256\n304\t2049\n400\t24\n401\t19\n403\t24\n404\t445\n500\t31\n503\t128\n
            """)
    }

    @Test func wordsInAll() throws {
        let rows = try run("wordcount", "datasets/text").text.split(separator: "\n")
        #expect(rows.count == 17448)
        #expect(rows.reduce(0) { $0 + Int($1.split(separator: "\t").last!)! } == 157_441)
    }
}
