import Platform
import Thresh

/// The signals that a follower minds, read from a descriptor.
package final class FollowSignals {
    private let signals: SignalDescriptor
    /// One that asked for the end.
    package private(set) var end: Int32?

    private static let endings = [Signals.interrupt, Signals.terminate, Signals.hangUp]

    init() throws {
        do {
            signals = try SignalDescriptor(FollowSignals.endings + [Signals.windowChange])
        } catch { throw ThreshError(error) }
    }

    package var rawValue: Int32 { signals.rawValue }

    /// Whether a signal has come that ends the follower.
    package func endIsAsked(onResize: () -> Void) -> Bool {
        while let signal = signals.next() {
            if signal == Signals.windowChange { onResize() } else { end = signal }
        }
        // The end has begun; a second one must not break it off, as `timeout` sends to a process and to its group.
        if end != nil { for signal in FollowSignals.endings { Signals.ignore(signal) } }
        return end != nil
    }
}
