internal import Multiprocessing

/// A handle of an object in a manager's server, which is told when it is gone.
final class ManagedHandle: Sendable {
    let client: ManagerClient
    let identifier: UInt64
    /// Children that this process has forked since have the handle too.
    private let forkCount = ChildProcess.forkCount

    /// REQUIRES: the server has counted it, or does before anybody uses it.
    init(_ client: ManagerClient, _ identifier: UInt64) {
        self.client = client
        self.identifier = identifier
        client.begin(identifier)
    }

    deinit { client.end(identifier, forkCount: forkCount) }
}

/// What of a handle the server knows again among the bytes of a value: sixteen bytes, the last eight its object's number.
enum HandleMark {
    private static let start: UInt64 = 0xF6D3_5A91_E74C_B82D

    static func bytes(_ identifier: UInt64) -> [UInt8] {
        [start, identifier].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (UInt64($0) * 8)) } }
    }

    /// nil when it is not the mark of a handle.
    static func identifier(_ bytes: [UInt8]) -> UInt64? { bytes.count == 16 ? identifiers(in: bytes).first : nil }

    /// Of all handles among the bytes of a value, in their order.
    static func identifiers(in bytes: [UInt8]) -> [UInt64] {
        guard bytes.count >= 16 else { return [] }
        var found: [UInt64] = []
        let span = unsafe bytes.span.bytes
        for position in 0...bytes.count - 16 {
            // SAFETY: any bits are a word.
            if unsafe span.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian == start {
                let word = unsafe span.unsafeLoadUnaligned(fromByteOffset: position + 8, as: UInt64.self)
                found.append(UInt64(littleEndian: word))
            }
        }
        return found
    }
}
