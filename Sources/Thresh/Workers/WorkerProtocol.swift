/// Numbers of the frames between a worker and whoever places it, version 1. Docs/Formats.md has them.
enum WorkerProtocol {
    static let version: UInt32 = 1
    /// What the first frame of each stream begins with, before the version.
    static let magic = Array("THRW".utf8)
    /// What a frame of a mapper begins with that counts instead of being a blob.
    static let reportMagic = Array("THRC".utf8)
    /// Instead of a length: the stream is complete.
    static let end: UInt32 = .max
    /// Instead of a partition: the frame has the protocol's version.
    static let hello: UInt32 = .max - 1
    /// What a worker writes to standard error before what it counted.
    static let reportPrefix = "reporter:thresh:"
    static let counterPrefix = "reporter:counter:"

    /// The first bytes of the first frame.
    static func appendHello(to bytes: inout ByteBuffer) {
        for byte in magic { bytes.append(byte) }
        bytes.append(integer: version)
    }
}
