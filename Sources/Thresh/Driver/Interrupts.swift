internal import Platform

/// The signals that end a job in order: read from a descriptor, so that they arrive where the driver expects them.
package final class Interrupts {
    private let signals: SignalDescriptor?

    /// - Parameter isEnabled: whether signals are taken at all. They are left alone in a program with threads.
    package init(isEnabled: Bool) throws(ThreshError) {
        guard isEnabled else {
            signals = nil
            return
        }
        signals = try attempt { () throws(SystemError) in
            try SignalDescriptor([Signals.interrupt, Signals.terminate, Signals.hangUp])
        }
    }

    /// Readable when one has arrived.
    var descriptors: [Int32] { signals.map { [$0.rawValue] } ?? [] }

    /// Returns when the descriptor is readable, and throws when a signal has arrived.
    func wait(for descriptor: Int32, _ state: @autoclosure () -> String) throws(ThreshError) {
        do { _ = try Poller.wait(for: [descriptor] + descriptors, until: nil) } catch { throw ThreshError(error) }
        try check(state())
    }

    /// Throws when one has arrived; `state` says how far the job is.
    package func check(_ state: @autoclosure () -> String) throws(ThreshError) {
        guard let signal = signals?.next() else { return }
        throw ThreshError(
            ThreshError.Kind(rawValue: 128 + signal) ?? .interrupted,
            "\(Signals.name(signal)): stopped \(state()); the output is not complete")
    }
}
