/// A file to read, as planned: the driver looked at it once, and every process trusts what it saw.
struct InputFile: Sendable, Equatable {
    /// Where it is read from.
    let path: String
    /// What the user calls it: the path, or "-" for standard input.
    let name: String
    /// Which of the job's inputs named it.
    var argument = 0
    /// Bytes on disk.
    let size: UInt64
    let compression: Compression
}
