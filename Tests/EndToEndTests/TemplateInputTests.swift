import Foundation
import TestSupport
import Testing

/// Templates of what other questions read too: entries of journals, containers, columns that change, times without years.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TemplateInputTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func expectPrints(
        _ arguments: String, _ rows: [String], errors: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for options in ["-j 1", "-j 3 --chunk-size 1K"] {
            let result = try shell("thresh logs templates \(options) \(arguments)", in: directory.path)
            let text = rows.map { $0 + "\n" }.joined()
            #expect(result.text == text && result.errors == errors, "\(result)", sourceLocation: sourceLocation)
        }
    }

    private func write(_ lines: [String], to name: String) throws {
        try directory.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    }

    @Test func timesThatAreNotThereAreNull() throws {
        try write(["red 1", "red 2", "blue"], to: "a.log")
        try write([#"{"msg":"red 1","time":"2024-05-01T10:00:00Z"}"#, #"{"msg":"blue"}"#], to: "b.json")
        for (files, row) in [
            ("a.log", #"{"count":2,"percent":66.67,"first":null,"last":null,"template":"red <num>"},"#),
            ("b.json", #""first":"2024-05-01T10:00:00Z","last":"2024-05-01T10:00:00Z","template":"red <num>"}"#),
            ("b.json", #""first":null,"last":null,"template":"blue"}"#),
        ] {
            let result = try shell("thresh templates --output-format json --quiet \(files)", in: directory.path)
            #expect(result.isSuccess && result.text.contains(row), "\(result)")
        }
        let csv = try shell("thresh templates --output-format csv --quiet a.log", in: directory.path)
        #expect(csv.text.contains("\n2,66.67,,,red <num>"), "\(csv)")
    }

    @Test func entriesOfAJournal() throws {
        var file: [UInt8] = []
        for index in 0..<300 {
            let time = "__CURSOR=s=\(index)\n__REALTIME_TIMESTAMP=\(1_700_000_000 + index)000000\n"
            let message = index % 3 == 0 ? "Unit \(index) failed" : "Started session \(index) of root"
            // With lines that seem to be of an entry.
            let other = "a\n\n__CURSOR=x\nMESSAGE=b"
            file += Array("\(time)MESSAGE=\(message)\nEXTRA\n".utf8)
            file += (0..<8).map { UInt8(truncatingIfNeeded: other.utf8.count >> (8 * $0)) }
            file += Array("\(other)\n\n".utf8)
        }
        try directory.write(file, to: "a.export")
        try expectPrints(
            "a.export --strict",
            [
                "200\t66.67\t2023-11-14T22:13:21Z\t2023-11-14T22:18:19Z\tStarted session <num> of root",
                "100\t33.33\t2023-11-14T22:13:20Z\t2023-11-14T22:18:17Z\tUnit <num> failed",
            ])
        try expectPrints(
            "a.export --split 2023-11-14T22:15:00Z --all --change 9 | cut -f1-3,7",
            ["same\t66\t134\tStarted session <num> of root", "same\t34\t66\tUnit <num> failed"])
    }

    @Test func messagesOfContainers() throws {
        let lines = (0..<300).map { index in
            let inner =
                index % 4 == 0
                ? #"{"level":"info","msg":"saved row \#(index)"}"#
                : #"{"level":"warn","msg":"slow query of \#(index)ms"}"#
            return "2025-05-01T10:00:00.\(100_000_000 + index)Z stdout F \(inner)"
        }
        try write(lines + ["2025-05-01T10:00:01.000000000Z stdout P {\"level\""], to: "pod.log")
        let result = try shell("thresh logs templates pod.log | cut -f1,2,5", in: directory.path)
        #expect(result.text == "225\t75.00\tslow query of <duration>\n75\t25.00\tsaved row <num>\n", "\(result)")
        #expect(result.errors.contains("1 rejected") && result.errors.contains("pod.log:301:"), "\(result)")
    }

    /// The same number of columns, in another order.
    @Test func columnsThatChange() throws {
        var lines: [String] = []
        for part in 0..<6 {
            let isSwapped = part % 2 == 1
            lines.append("#Fields: date time " + (isSwapped ? "sc-status cs-uri-stem" : "cs-uri-stem sc-status"))
            for index in 0..<40 {
                let status = index % 4 == 0 ? "404" : "200"
                lines.append(
                    "2025-05-01 10:0\(part):00 " + (isSwapped ? "\(status) /item/\(index)" : "/item/\(index) \(status)")
                )
            }
        }
        try write(lines, to: "u_ex.log")
        let times = "2025-05-01T10:00:00Z\t2025-05-01T10:05:00Z"
        try expectPrints(
            "u_ex.log --strict --of 'if(status = 404, \"not found\", \"found\")'",
            ["180\t75.00\t\(times)\tfound", "60\t25.00\t\(times)\tnot found"])
        let paths = try shell(
            "thresh logs templates u_ex.log --strict --of path --where 'status = 404'", in: directory.path)
        #expect(paths.text == "60\t100.00\t\(times)\t/item/<num>\n" && paths.errors.isEmpty, "\(paths)")
    }

    @Test func yearsThatAreMissing() throws {
        let lines = (0..<60).map {
            "Dec 31 23:59:\($0 < 10 ? "0" : "")\($0) host sshd[7]: Failed password for user\($0)"
        }
        try write(lines, to: "auth.log")
        _ = try shell("touch -d 2021-01-05T00:00:00Z auth.log", in: directory.path)
        let note =
            "auth.log: times lack the year, which is taken to be the latest before 2021-01-05, when the file was changed last\n"
        try expectPrints(
            "auth.log | cut -f1-4", ["60\t100.00\t2020-12-31T23:59:00Z\t2020-12-31T23:59:59Z"], errors: note)
    }
}
