import Thresh
import ThreshLogs

/// A part of a file whose lines have other columns than those before: what follows a line that says so, as `#Fields:` does.
struct LogSection {
    /// Where it begins, in decompressed bytes.
    let offset: UInt64
    let reader: LogReader

    /// The formats of a file's sections, and where they begin. Fields that only some of them have are null in the others.
    ///
    /// A chunk cannot know what was said in the file before it, so the whole file is looked through before the job.
    static func formats(of file: JobInput, first: LogFormat) throws -> [(offset: UInt64, format: LogFormat)] {
        var formats: [(offset: UInt64, format: LogFormat)] = [(0, first)]
        if first.columns == nil { return formats }
        for (offset, next) in try declared(in: file, like: first)
        where next.columns != formats[formats.count - 1].format.columns {
            formats.append((offset, next))
        }
        if formats.count > 1, try !file.hasDecompressedOffsets {
            throw ThreshError(
                .badData,
                """
                \(file.name): a line names other columns than the first such line, and the frames of this zstd file do not \
                say how long they are, so that it is not known which lines follow; decompress it first
                """)
        }
        let all = formats.map(\.format)
        return formats.map { ($0.offset, all.count > 1 ? $0.format.addingFields(of: all) : $0.format) }
    }

    /// What the lines of a file describe that name columns.
    private static func declared(
        in file: JobInput, like first: LogFormat
    ) throws -> [(offset: UInt64, format: LogFormat)] {
        switch first.name {
        case "zeek": return LogFormat.zeekSections(try file.lines(beginningWith: Array("#".utf8)))
        case "vpc-flow":
            var found: [(offset: UInt64, format: LogFormat)] = []
            for name in Set([first.columns?.first ?? "version", "version"]) {
                for (offset, line) in try file.lines(beginningWith: Array("\(name) ".utf8)) {
                    guard let format = LogFormat.vpcFlow(header: String(decoding: line, as: UTF8.self)) else {
                        continue
                    }
                    found.append((offset, format))
                }
            }
            return found.sorted { $0.offset < $1.offset }
        default:
            let takenIn: DurationUnit = first.type(of: "duration") == .duration(.seconds) ? .seconds : .milliseconds
            return try file.lines(beginningWith: Array(LogFormat.fieldsDirective.utf8)).map { offset, line in
                (
                    offset,
                    .w3c(fieldsDirective: String(decoding: line, as: UTF8.self), takenIn: takenIn)
                )
            }
        }
    }
}
