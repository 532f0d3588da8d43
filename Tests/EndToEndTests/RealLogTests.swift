import Foundation
import TestSupport
import Testing

/// Logs of real programs against coreutils, byte by byte.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: RealLogs.isThere, "needs logs in ../shared/data"))
struct RealLogTests {
    static let logs = ((try? FileManager.default.contentsOfDirectory(atPath: RealLogs.directory)) ?? []).filter {
        $0.hasSuffix(".log")
    }.sorted()

    /// Compares the output of two scripts.
    private func expectSame(
        _ found: String, _ expected: String, mayBeEmpty: Bool = false, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let result = try shell("set -o pipefail; cmp <(\(found)) <(\(expected))", in: RealLogs.directory)
        #expect(
            result.isSuccess && result.text.isEmpty, "\(found)\n\(expected)\n\(result.text)\n\(result)",
            sourceLocation: sourceLocation)
        if mayBeEmpty { return }
        let size = try shell("{ \(found); } | wc -c", in: RealLogs.directory)
        #expect(
            (Int(size.text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 0, "nothing was compared",
            sourceLocation: sourceLocation)
    }

    private let counted = #"sort | uniq -c | sed 's/^ *\([0-9]*\) \(.*\)$/\2\t\1/' | sort"#
    private let escaped = #"sed 's/\\/\\\\/g'"#

    @Test(arguments: logs) func wordcount(log: String) throws {
        try expectSame(
            "thresh run wordcount \(log) --chunk-size 50K | sort",
            #"tr -s ' \t\n\v\f\r' '\n' <\#(log) | grep -a . | \#(escaped) | \#(counted)"#)
    }

    @Test(arguments: logs) func countOfAField(log: String) throws {
        for field in [1, 3, 9] {
            try expectSame(
                "thresh run count --field \(field) \(log) --chunk-size 50K | sort",
                #"sed 's/\r$//' \#(log) | awk -v n=\#(field) '{ print $n }' | \#(escaped) | \#(counted)"#)
        }
    }

    @Test(arguments: logs) func sort(log: String) throws {
        try expectSame("thresh run sort \(log) --chunk-size 50K --partitions 3", "sort \(log)")
        try expectSame("thresh run sort --reverse \(log)", "sort -r \(log)")
        try expectSame("thresh run sort --unique \(log)", "sort -u \(log)")
    }

    @Test(arguments: logs, ["[0-9]{3,} ", "(error|warn|fail|200)", "^.{0,80}$"]) func grep(log: String, pattern: String)
        throws
    {
        // The CR of a CRLF belongs to the line's end here, and to the line in grep.
        try expectSame(
            "thresh run grep '\(pattern)' \(log) --chunk-size 50K | tr -d '\\r'",
            "tr -d '\\r' <\(log) | grep -aE '\(pattern)' || test $? = 1", mayBeEmpty: true)
    }
}
