import Foundation
import TestSupport
import Testing

/// Inputs that change while a job reads them: it ends with one message, and makes no output.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ChangedInputTests {
    enum Form: String, CaseIterable {
        case plain, utf16, gzip, zstd, bzip2, xz

        /// Lines, as one text or as two compressed apart: a file that is cut between them is whole.
        func encoded(_ lines: [UInt8]) throws -> (bytes: [UInt8], cut: Int) {
            switch self {
            case .plain: return (lines + lines, lines.count)
            case .utf16:
                let units = lines.flatMap { [$0, 0] as [UInt8] }
                return ([0xFF, 0xFE] + units + units, 2 + units.count)
            case .gzip, .zstd, .bzip2, .xz:
                var command = Command(rawValue, ["-c"])
                command.input = .bytes(lines)
                let result = try command.run()
                #expect(result.isSuccess, "\(result)")
                return (result.output + result.output, result.output.count)
            }
        }
    }

    enum Change: CaseIterable {
        case isEmptied, isCutBetweenParts, losesItsMark, isReplaced, isWrittenAnew
    }

    private let site: JobSite
    private let first: String
    private let lines: [UInt8]

    init() throws {
        site = try JobSite()
        var data = TestData(seed: 3)
        first = try site.input("a.log", data.words(byteCount: 1_000_000))
        lines = Array(String(repeating: "some more words\n", count: 1000).utf8)
    }

    @Test(
        arguments: Form.allCases.flatMap { form in [(form, .isCutBetweenParts), (form, .isWrittenAnew)] } + [
            (.plain, .isEmptied), (.gzip, .isEmptied), (.utf16, .losesItsMark), (.xz, .losesItsMark),
            (.plain, .isReplaced), (.zstd, .isReplaced), (.utf16, .isReplaced),
        ] as [(Form, Change)])
    func endsTheJob(form: Form, change: Change) throws {
        let (bytes, cut) = try form.encoded(lines)
        let last = try site.input("z.log", bytes)
        let longer = try form.encoded(Array("other words\n".utf8) + lines + lines).bytes
        let result = try run(last) {
            switch change {
            case .isEmptied: #expect(truncate(last, 0) == 0)
            case .isCutBetweenParts: #expect(truncate(last, off_t(cut)) == 0)
            case .losesItsMark: #expect(truncate(last, 1) == 0)
            case .isReplaced:
                let other = try site.input("other", longer)
                #expect(rename(other, last) == 0)
            case .isWrittenAnew: try Data(longer).write(to: URL(filePath: last), options: [])
            }
        }
        #expect(result.exitCode == 74, "\(form), \(change): \(result)")
        let isShorter = [.isEmptied, .isCutBetweenParts, .losesItsMark].contains(change)
        let what = isShorter ? "became shorter while it was read" : "was replaced while it was read"
        let own = result.errors.split(separator: "\n").filter { $0.hasPrefix("thresh: ") }
        #expect(own.count == 1 && own[0].contains("\(last): the file \(what)"), "\(form), \(change): \(result)")
        site.expectNothingLeft(result, outputs: [])
    }

    /// What was there before counts, and what a compressed file has now.
    @Test(arguments: [.plain, .utf16, .gzip] as [Form])
    func mayGrow(form: Form) throws {
        let (bytes, cut) = try form.encoded(lines)
        let last = try site.input("z.log", bytes)
        let result = try run(last) {
            let file = try #require(FileHandle(forWritingAtPath: last))
            try file.seekToEnd()
            try file.write(contentsOf: Data(bytes[(form == .utf16 ? 2 : 0)..<cut]))
        }
        #expect(result.isSuccess, "\(form): \(result)")
        site.expectNothingLeft(result, outputs: ["out"])
        let counted = try site.contents(of: site.output).values.reduce(0) { sum, part in
            sum
                + String(decoding: part, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("some\t") }
                .reduce(0) { $0 + Int($1.dropFirst(5))! }
        }
        #expect(counted >= 2000 && counted <= 3000, "\(form): \(counted)")
        #expect(!result.errors.contains("was written to"), "\(result)")
    }

    /// As long as it was, and with the same first bytes.
    @Test func isWrittenOverInPlace() throws {
        let last = try site.input("z.log", lines + lines)
        func write(_ text: String, at offset: Int) throws {
            let file = try #require(FileHandle(forWritingAtPath: last))
            try file.seek(toOffset: UInt64(offset))
            try file.write(contentsOf: Data(text.utf8))
        }
        let end = try run(last) { try write("x", at: 2 * lines.count - 2) }
        #expect(end.exitCode == 74 && end.errors.contains("was replaced while it was read"), "\(end)")
        site.expectNothingLeft(end, outputs: [])
        let middle = try run(last) { try write("x", at: lines.count) }
        #expect(middle.isSuccess && middle.errors.contains("\(last): was written to while it was read"), "\(middle)")
    }

    /// Of a short file all bytes are compared.
    @Test func mayBeTouched() throws {
        let last = try site.input("z.log", Array(lines.prefix(8192)))
        let result = try run(last) {
            let time = Date(timeIntervalSince1970: 9)
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: last)
        }
        #expect(result.isSuccess && result.errors.isEmpty, "\(result)")
    }

    /// Runs a job over the first file and then this one, which changes while the worker is at the first.
    private func run(_ last: String, _ change: () throws -> Void) throws -> CommandResult {
        var command = site.job(["wordcount"], [first, last], chunkSize: "1M")
        command.arguments = command.arguments.map { $0 == "2" ? "1" : $0 }
        let job = try command.start()
        #expect(job.waitUntil { !$0.workers.isEmpty })
        let worker = try #require(job.workers.first)
        kill(worker, SIGSTOP)
        try change()
        kill(worker, SIGCONT)
        return try job.wait()
    }
}
