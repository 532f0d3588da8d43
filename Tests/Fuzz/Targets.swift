#if DEBUG || FUZZING
    import Platform
    import Thresh

    /// What may do anything with bytes but trap, hang, or need memory without bound.
    nonisolated(unsafe) let fuzzTargets: [String: (UnsafeRawBufferPointer) -> Void] = [
        "aggregates": fuzzAggregates,
        "bzip2": { fuzzDecompressor($0, .bzip2) },
        "configurations": fuzzConfigurations,
        "csv": fuzzCSV,
        "detection": fuzzDetection,
        "expressions": fuzzExpressions,
        "formats": fuzzFormats,
        "gzip": { fuzzDecompressor($0, .gzip) },
        "gzip-index": fuzzGzipIndex,
        "journal": fuzzJournal,
        "json": fuzzJSON,
        "keys": fuzzKeys,
        "messages": fuzzMessages,
        "plans": fuzzPlans,
        "runs": fuzzRuns,
        "times": fuzzTimes,
        "utf16": { fuzzDecompressor($0, .utf16) },
        "values": fuzzValues,
        "xz": { fuzzDecompressor($0, .xz) },
        "zones": fuzzZones,
        "zstd": { fuzzDecompressor($0, .zstd) },
    ]

    /// A file without a name on any disk, with other bytes each time.
    final class ScratchFile {
        private let file: FileDescriptor
        let path: String

        init(_ name: String) {
            file = try! Descriptors.memoryFile(name)
            path = "/proc/self/fd/\(file.rawValue)"
        }

        func fill(_ bytes: UnsafeRawBufferPointer) {
            try! file.truncate(to: 0)
            try! unsafe file.write(bytes, at: 0)
        }
    }

    func withView(_ bytes: [UInt8], _ body: (ByteView) -> Void) {
        unsafe bytes.withUnsafeBytes { unsafe body(ByteView($0)) }
    }

    /// What a value must be that goes out and comes back.
    func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
        if !holds { fatalError(what()) }
    }
#endif
