import Thresh
import ThreshLogs

/// A part of a file whose lines have other columns than those before: what follows a `#Fields:` line that says so.
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
        for (offset, line) in try file.lines(beginningWith: Array("#Fields:".utf8)) {
            let next = LogFormat.w3c(
                fieldsDirective: String(decoding: line, as: UTF8.self),
                takenIn: first.type(of: "duration") == .duration(.seconds) ? .seconds : .milliseconds)
            if next.columns == formats[formats.count - 1].format.columns { continue }
            formats.append((offset, next))
        }
        if formats.count > 1, try !file.hasDecompressedOffsets {
            throw ThreshError(
                .badData,
                """
                \(file.name): a #Fields: line names other columns than the first, and the frames of this zstd file do not \
                say how long they are, so that it is not known which lines follow; decompress it first
                """)
        }
        let all = formats.map(\.format)
        return formats.map { ($0.offset, all.count > 1 ? $0.format.addingFields(of: all) : $0.format) }
    }
}
