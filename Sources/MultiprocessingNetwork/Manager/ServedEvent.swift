/// The event behind `ManagedEvent`.
final class ServedEvent: ServedObject {
    enum Method: String { case set, clear, isSet, wait }

    private var isSet = false

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        switch Method(rawValue: request.method) {
        // Whoever waits is let go before anything else is done, a `clear` included.
        case .set: isSet = true
        case .clear: isSet = false
        case .isSet: return try encoded(isSet)
        case .wait: if !isSet { return nil }
        case nil: throw unknown(request.method)
        }
        return try encoded(Nothing())
    }
}
