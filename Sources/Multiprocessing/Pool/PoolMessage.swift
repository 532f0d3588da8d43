internal import Platform

/// What travels between a pool's supervisor and its workers. Integers are little endian; positions and counts are 8
/// bytes.
///
///     task       = ticket, 1: in a file | 0, { argument }         (the arguments only when not in a file)
///     argument   = length, bytes
///     report     = kind, seat (4), ticket, then for
///         results           { outcome }
///         resultsInFile     nothing: a file with the outcomes is in the seat's socket
///         needsArguments    nothing: the worker waits at the seat's socket for a file
///         ready, retiring   nothing
///         initializerFailed the error
///     outcome    = 0: returned | 1: threw, length, bytes
enum PoolMessage {
    /// Larger ones go through a file, so that a queue has room for many.
    static let largestInline = 32 << 10

    enum Kind: UInt8 { case results = 1, resultsInFile, needsArguments, ready, initializerFailed, retiring }

    struct Report {
        let kind: Kind
        let seat: Int
        let ticket: TaskTicket
        let body: ArraySlice<UInt8>
    }

    static func task(_ ticket: TaskTicket, isInFile: Bool, _ arguments: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(9 + arguments.count)
        append(ticket.packed, to: &bytes)
        bytes.append(isInFile ? 1 : 0)
        if !isInFile { bytes += arguments }
        return bytes
    }

    static func ticket(_ message: [UInt8]) -> TaskTicket? {
        message.count < 9 ? nil : TaskTicket(packed: integer(message, at: 0))
    }

    static func report(
        _ kind: Kind, seat: Int, ticket: TaskTicket = TaskTicket(task: 0, attempt: 1), _ body: [UInt8] = []
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(13 + body.count)
        bytes.append(kind.rawValue)
        for shift in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: seat >> shift)) }
        append(ticket.packed, to: &bytes)
        bytes += body
        return bytes
    }

    static func report(_ bytes: [UInt8]) -> Report? {
        guard bytes.count >= 13, let kind = Kind(rawValue: bytes[0]) else { return nil }
        let seat = bytes[1..<5].reversed().reduce(0) { $0 << 8 | Int($1) }
        return Report(kind: kind, seat: seat, ticket: TaskTicket(packed: integer(bytes, at: 5)), body: bytes[13...])
    }

    static func append(item: [UInt8], to bytes: inout [UInt8]) {
        append(UInt64(item.count), to: &bytes)
        bytes += item
    }

    static func items(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var rest = bytes
        var items: [[UInt8]] = []
        while let item = takeItem(&rest) { items.append(Array(item)) }
        return items
    }

    static func append(_ outcome: ProcessOutcome, to bytes: inout [UInt8]) {
        switch outcome {
        case .returned(let result):
            bytes.append(0)
            append(item: result, to: &bytes)
        case .threw(let error):
            bytes.append(1)
            append(item: error.bytes, to: &bytes)
        }
    }

    static func outcomes(_ bytes: ArraySlice<UInt8>) -> [ProcessOutcome] {
        var rest = bytes
        var outcomes: [ProcessOutcome] = []
        while let kind = rest.popFirst(), let item = takeItem(&rest) {
            outcomes.append(kind == 0 ? .returned(Array(item)) : .threw(RemoteError(bytes: item)))
        }
        return outcomes
    }

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) }
    }

    static func integer(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset + 8 <= bytes.count)
        // SAFETY: eight bytes are there.
        return UInt64(
            littleEndian: unsafe bytes.withUnsafeBytes {
                unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            })
    }

    static func takeItem(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= 8 else { return nil }
        // SAFETY: eight bytes are there.
        let length = Int(
            UInt64(littleEndian: unsafe rest.withUnsafeBytes { unsafe $0.loadUnaligned(as: UInt64.self) }))
        rest = rest.dropFirst(8)
        guard rest.count >= length else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }
}
