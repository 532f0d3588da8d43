import Thresh

extension Compression {
    static let compressed: [Compression] = [.gzip, .zstd, .bzip2, .xz]

    /// One member, as the system's tool of this name makes it.
    func pack(_ bytes: [UInt8], _ arguments: [String] = []) throws -> [UInt8] {
        self == .none ? bytes : try Tool.run(rawValue, ["-c"] + arguments, input: bytes)
    }
}
