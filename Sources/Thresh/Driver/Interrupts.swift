internal import Platform

/// The signals that end a job in order: read from a descriptor, so that they arrive where the driver expects them.
final class Interrupts {
    private let signals: SignalDescriptor

    init() throws(ThreshError) {
        signals = try attempt { () throws(SystemError) in
            try SignalDescriptor([Signals.interrupt, Signals.terminate, Signals.hangUp])
        }
    }

    /// Readable when one has arrived.
    var descriptor: Int32 { signals.rawValue }

    /// Throws when one has arrived; `state` says how far the job is.
    func check(_ state: @autoclosure () -> String) throws(ThreshError) {
        guard let signal = signals.next() else { return }
        throw ThreshError(
            ThreshError.Kind(rawValue: 128 + signal) ?? .interrupted,
            "\(Signals.name(signal)): stopped \(state()); the output is not complete")
    }
}
