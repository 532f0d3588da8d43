/// One attempt at one task: what travels through the task queue.
public struct TaskTicket: Sendable, Equatable, Hashable {
    public let task: UInt32
    /// 1 for the first.
    public let attempt: UInt32

    public init(task: UInt32, attempt: UInt32) {
        self.task = task
        self.attempt = attempt
    }

    public var message: [UInt8] { unsafe withUnsafeBytes(of: packed.littleEndian) { unsafe [UInt8]($0) } }

    public init?(message: [UInt8]) {
        guard message.count == 8 else { return nil }
        self.init(packed: message.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// Never 0, since attempts count from 1.
    var packed: UInt64 { UInt64(attempt) << 32 | UInt64(task) }

    init(packed: UInt64) { self.init(task: UInt32(truncatingIfNeeded: packed), attempt: UInt32(packed >> 32)) }
}
