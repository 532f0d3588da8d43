/// Names and numbers of a blob, shared by its writer and its reader: a block of a run that travels alone. Docs/Formats.md
/// has the layout.
enum BlobFormat {
    /// Bytes of a blob before compression at most, unless one record is longer.
    static let largestBytes = 1 << 20
    /// Task, spill, sequence, width of every value: before the records.
    static let headerBytes = 16
    /// Of the sequence: nothing of the run's partition follows.
    static let lastFlag: UInt32 = 1 << 31
}

/// Where a worker's runs go that are not kept in files: frames with a blob each, to whoever places them.
struct BlobStream: Sendable {
    let descriptor: Int32
    let name: String
    /// The first task of the worker, which tells its runs from those of others.
    let task: UInt32
}
