internal import Platform

/// What a child left behind before it ended, in a file in memory that it shares with whoever asked for it: so it can be
/// of any size, and nobody has to read along.
///
///     outcome = kind, 1 byte; length, 8 bytes little endian; that many bytes
///
/// A child that is killed while it writes leaves less than it announced, which counts as nothing.
enum ProcessOutcome: Equatable {
    case returned([UInt8])
    case threw(RemoteError)

    private static let headerBytes = 9

    /// Writes it with one call where the size allows.
    func write(to file: borrowing FileDescriptor) throws(SystemError) {
        let (kind, payload): (UInt8, [UInt8]) =
            switch self {
            case .returned(let bytes): (1, bytes)
            case .threw(let error): (2, error.bytes)
            }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ProcessOutcome.headerBytes + payload.count)
        bytes.append(kind)
        for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: payload.count >> shift)) }
        bytes += payload
        try file.write(bytes)
    }

    /// nil when the process left none.
    init?(reading file: borrowing FileDescriptor) throws(SystemError) {
        let bytes = try file.contents()
        guard bytes.count >= ProcessOutcome.headerBytes else { return nil }
        let length = bytes[1..<ProcessOutcome.headerBytes].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard UInt64(bytes.count - ProcessOutcome.headerBytes) == length else { return nil }
        switch bytes[0] {
        case 1: self = .returned(Array(bytes[ProcessOutcome.headerBytes...]))
        case 2: self = .threw(RemoteError(bytes: bytes[ProcessOutcome.headerBytes...]))
        default: return nil
        }
    }
}
