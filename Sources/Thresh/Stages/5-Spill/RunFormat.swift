/// Names and numbers of the run file, shared by its writer and its reader. Docs/Formats.md has the layout.
enum RunFormat {
    static let magic: UInt64 = 0x3130_4E55_5252_4854  // "THRRUN01" in memory
    /// Magic, then the width of every value, or `variableWidth`.
    static let headerBytes = 16
    static let variableWidth: UInt32 = .max
    /// Compressed bytes, then uncompressed bytes, of the frame that follows.
    static let blockHeaderBytes = 8
    /// Offset, bytes and records of one partition.
    static let indexEntryBytes = 24
    /// XXH3-64 of the index, its offset, the number of partitions, the width of every value again, magic.
    static let trailerBytes = 32

    struct Extent: Sendable, Equatable {
        var offset: UInt64 = 0
        var byteCount: UInt64 = 0
        var records: UInt64 = 0
    }
}
