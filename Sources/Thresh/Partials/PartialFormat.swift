internal import Platform

/// Names and numbers of a partial, shared by its writer and its reader. Docs/Formats.md has the layout.
package enum PartialFormat {
    static let magic: UInt64 = 0x3130_5241_5052_4854  // "THRPAR01" in memory
    /// Of a state.
    static let stateMagic: UInt64 = 0x3130_4154_5352_4854  // "THRSTA01" in memory
    /// Length and checksum of the entry that follows.
    static let entryHeaderBytes = 12
    /// Bytes at both ends of a file that say which one it is.
    static let evidenceBytes = 64 << 10
    /// The same of a segment.
    static let segmentEvidenceBytes = 4 << 10

    /// Where the partial of an output is while the job runs that can be resumed. Not named as a staging directory, which
    /// the next job removes.
    static func path(besides output: String) -> String {
        var output = output
        while output.count > 1 && output.hasSuffix("/") { output.removeLast() }
        let name = output.split(separator: "/").last.map(String.init) ?? "out"
        return OutputDirectory.parent(output) + "/." + name + ".thresh.partial"
    }

    /// Whether there is a partial.
    package static func isPartial(_ path: String) -> Bool { FileSystem.exists(path + "/" + WorkFiles.journal) }
}
