private import CThresh
internal import Glibc

/// One end of a pair of connected sockets that keep messages apart and carry descriptors (SOCK_SEQPACKET, SCM_RIGHTS).
///
/// A message has 1 to `largestMessage` bytes. Writing to an end whose peer is gone is an error (EPIPE), not a signal.
public struct MessageSocket: ~Copyable {
    private let descriptor: FileDescriptor

    /// Bytes of a message, and descriptors with it.
    public static let largestMessage = 32 << 10
    public static let mostDescriptors = 250

    public init(owning raw: Int32) { descriptor = FileDescriptor(owning: raw, path: "socket") }

    public var rawValue: Int32 { descriptor.rawValue }

    /// Gives the descriptor away without closing it.
    public consuming func release() -> Int32 { descriptor.release() }

    /// Two ends, each owned by the caller.
    public static func pair() throws(SystemError) -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let failure = unsafe thresh_message_sockets(&ends)
        if failure < 0 { throw SystemError(code: -failure, operation: "socketpair") }
        return (ends[0], ends[1])
    }

    /// Sends copies of `descriptors` along; the caller's stay open. False when `waits` is false and there is no room.
    @discardableResult
    public borrowing func send(
        _ bytes: [UInt8], descriptors: [Int32] = [], waits: Bool = true
    ) throws(SystemError) -> Bool {
        let (raw, wait) = (rawValue, waits ? Int32(0) : 1)
        let result = unsafe bytes.withUnsafeBytes { part in
            unsafe descriptors.withUnsafeBufferPointer { rights in
                unsafe thresh_send_message(
                    raw, part.baseAddress!, part.count, rights.baseAddress, Int32(rights.count), wait)
            }
        }
        if result == 0 { return true }
        if result == -EAGAIN, !waits { return false }
        throw SystemError(code: -result, operation: "sendmsg")
    }

    public enum Event: Sendable, Equatable {
        /// The descriptors belong to the receiver.
        case message([UInt8], descriptors: [Int32])
        /// Nothing is there; only when not waiting.
        case nothing
        /// The peer is gone, and so is all that it sent.
        case end
    }

    public borrowing func receive(waits: Bool = true) throws(SystemError) -> Event {
        let (raw, wait) = (rawValue, waits ? Int32(0) : 1)
        var rights = [Int32](repeating: -1, count: MessageSocket.mostDescriptors)
        var count: Int32 = 0
        var result = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: MessageSocket.largestMessage) { buffer, length in
            repeat {
                count = Int32(rights.count)
                result = unsafe thresh_receive_message(raw, buffer.baseAddress!, buffer.count, &rights, &count, wait)
                // The peer left without having read everything. The kernel says so once, before what it had sent.
            } while result == -Int(ECONNRESET)
            length = max(0, result)
        }
        if result == -Int(EAGAIN), !waits { return .nothing }
        if result == 0 { return .end }
        if result < 0 { throw SystemError(code: Int32(-result), operation: "recvmsg") }
        return .message(bytes, descriptors: Array(rights[..<Int(count)]))
    }
}
