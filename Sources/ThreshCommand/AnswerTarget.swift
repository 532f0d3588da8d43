internal import Platform
package import Thresh

/// Where what is printed goes: to standard output; or with `-o` into one file in the format that its name or `--output-format`
/// says, or into a directory of part files.
final class AnswerTarget {
    private enum Place {
        case standard
        case file(StagedFile)
        case directory(RowDirectory)
    }

    private let place: Place
    private let file: FileDescriptor?
    private let options: RunOptions

    /// Made before the work is done, so that what cannot be written is known.
    init(_ options: RunOptions) throws(ThreshError) {
        self.options = options
        guard let path = options.output, options.fileFormat != .sqlite else {
            place = .standard
            do { file = try Terminal.duplicate(Terminal.output, name: "standard output") } catch {
                throw StandardOutput.isClosed
            }
            return
        }
        if let format = options.fileFormat {
            let staged = try StagedFile(path: path, option: "-o", overwrite: options.overwrite) {
                AnswerTarget.mayBe($0, in: format)
            }
            place = .file(staged)
            do { file = try FileDescriptor.open(staged.staging, .createNew) } catch { throw ThreshError(error) }
        } else {
            place = .directory(
                try RowDirectory(path: path, overwrite: options.overwrite, durable: options.durable))
            file = nil
        }
    }

    var isStandardOutput: Bool { if case .standard = place { true } else { false } }
    var directory: RowDirectory? { if case .directory(let directory) = place { directory } else { nil } }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        if let directory { return try unsafe directory.add(bytes) }
        try unsafe file?.write(bytes)
    }

    /// Puts what was written in its place, and tells it.
    func commit(_ columns: [Column]?, _ result: JobResult, name: String) throws(ThreshError) {
        let isTold = options.verbose || !options.quiet && Terminal.isTerminal(Terminal.error)
        switch place {
        case .standard: return
        case .file(let staged):
            try staged.commit(durable: options.durable)
            if isTold, let size = try? FileSystem.status(staged.path).size {
                Terminal.writeError("\(staged.path): \(HumanUnits.bytes(size))\n")
            }
        case .directory(let directory):
            let written = try directory.commit(name: name, columns: columns ?? [], counters: result.counters)
            for sentence in written.kept where !options.quiet { Terminal.writeError("thresh: \(sentence)\n") }
            if isTold, let path = options.output {
                Terminal.writeError(
                    "\(path): \(HumanUnits.count(written.rows)) rows, \(HumanUnits.bytes(written.bytes))\n")
            }
        }
    }

    /// What stands behind the last point of a file's name, in lower case; nil where that names a directory.
    static func ending(of path: String) -> String? {
        guard !path.hasSuffix("/"), let name = path.split(separator: "/").last, let dot = name.lastIndex(of: "."),
            dot != name.startIndex
        else { return nil }
        return name[name.index(after: dot)...].lowercased()
    }

    /// Whether a file that begins with some bytes may be an older answer in the format: no database, page or archive, which
    /// nobody wants to lose to a slip of the hand.
    private static func mayBe(_ head: [UInt8], in format: OutputFormat) -> Bool {
        if head.contains(0) { return false }
        switch format {
        case .json, .ndjson: return head[0] == UInt8(ascii: "[") || head[0] == UInt8(ascii: "{")
        case .markdown: return head[0] == UInt8(ascii: "|") || head[0] == UInt8(ascii: "#")
        case .csv, .tsv, .table, .sqlite: return true
        }
    }
}

extension RunOptions {
    /// The format of the one file that `-o` names: as `--output-format` says, or its ending; nil where it names a directory.
    package var fileFormat: OutputFormat? {
        guard let output else { return nil }
        if let outputFormat, outputFormat != .tsv { return outputFormat }
        guard let ending = AnswerTarget.ending(of: output) else { return nil }
        switch ending {
        case "tsv", "tab", "txt", "log": return .tsv
        case _ where outputFormat != nil: return nil
        case "csv": return .csv
        case "json": return .json
        case "ndjson", "jsonl": return .ndjson
        case "md": return .markdown
        case "db", "sqlite", "sqlite3": return .sqlite
        default: return nil
        }
    }
}
