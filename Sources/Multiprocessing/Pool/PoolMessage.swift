internal import Platform

/// What travels between a pool's supervisor and its workers. Integers are little endian; positions and counts are 8
/// bytes.
///
///     task       = ticket, 1: in a file | 0 (8 bytes), { argument }     (the arguments only when not in a file)
///     argument   = length, bytes, or bytes alone where all items have as many (`PoolChunk.width`)
///     report     = kind, 7 bytes that align the rest, ticket, then for
///         outcomes          { outcome }
///         values            { bytes }, all of them results, and all as wide
///         outcomesInFile, valuesInFile   nothing: a file with them is in the seat's socket
///         needsArguments    nothing: the worker waits at the seat's socket for a file
///         ready, retiring   nothing
///         initializerFailed the error
///     outcome    = 0: returned | 1: threw, length, bytes
@usableFromInline enum PoolMessage {
    /// Larger ones go through a file, so that a queue has room for many.
    static let largestInline = 32 << 10

    static let lengthBytes = 8
    /// Before the arguments of a task, which are as aligned as an array's bytes with them.
    @usableFromInline static let taskHeaderBytes = 16

    enum Kind: UInt8 {
        case outcomes = 1, values, outcomesInFile, valuesInFile, needsArguments, ready, initializerFailed, retiring
    }

    /// Into the first bytes of a task.
    static func setHeader(_ ticket: TaskTicket, isInFile: Bool, of task: inout [UInt8]) {
        precondition(task.count >= taskHeaderBytes)
        // SAFETY: as many bytes are there.
        unsafe task.withUnsafeMutableBytes {
            unsafe $0.storeBytes(of: ticket.packed.littleEndian, as: UInt64.self)
            unsafe $0.storeBytes(of: UInt64(isInFile ? 1 : 0).littleEndian, toByteOffset: 8, as: UInt64.self)
        }
    }

    static func ticket(_ task: [UInt8]) -> TaskTicket? {
        task.count < taskHeaderBytes ? nil : TaskTicket(packed: integer(task, at: 0))
    }

    /// What comes before the body of a report, as it is in memory.
    struct ReportHeader: BitwiseCopyable {
        static let byteCount = MemoryLayout<ReportHeader>.size

        private let rawKind: UInt64
        private let rawTicket: UInt64

        init(_ kind: Kind, _ ticket: TaskTicket) {
            rawKind = UInt64(kind.rawValue).littleEndian
            rawTicket = ticket.packed.littleEndian
        }

        init(_ report: RingMessage) {
            rawKind = report.word(at: 0)
            rawTicket = report.word(at: 8)
        }

        var kind: Kind? { Kind(rawValue: UInt8(truncatingIfNeeded: UInt64(littleEndian: rawKind))) }
        var ticket: TaskTicket { TaskTicket(packed: UInt64(littleEndian: rawTicket)) }
    }

    static func append(item: [UInt8], to bytes: inout [UInt8]) {
        append(UInt64(item.count), to: &bytes)
        bytes += item
    }

    @usableFromInline static func items(_ bytes: ArraySlice<UInt8>) -> [[UInt8]] {
        var rest = bytes
        var items: [[UInt8]] = []
        while let item = takeItem(&rest) { items.append(Array(item)) }
        return items
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
