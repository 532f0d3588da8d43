internal import Platform

/// One of a job's input files, as `Job.prepare(files:)` sees it.
public struct JobInput: Sendable {
    /// What the user calls it: the path, or "-" for standard input.
    public let name: String
    let file: InputFile

    init(_ file: InputFile) {
        name = file.name
        self.file = file
    }

    /// Which of `JobOptions.inputs` named it.
    package var argument: Int { file.argument }

    /// Bytes on disk.
    public var size: UInt64 { file.size }

    /// Whether what is read is not what is on disk.
    package var isCompressed: Bool { file.compression != .none }

    /// XXH3-64 of all of it as it is on disk.
    package func checksum() throws(ThreshError) -> UInt64 { try PartFile.summary(of: file.path).checksum }

    /// When it was changed last, in nanoseconds since 1970; nil when that cannot be told any more.
    package var modified: Int64? { file.isAbsent ? nil : (try? FileSystem.status(file.path))?.modified }
}
