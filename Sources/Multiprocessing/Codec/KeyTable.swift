/// What all encoders of one message share: the keys so far, and the first fault that could not be thrown.
final class KeyTable {
    private var indices: [String: Int] = [:]
    private(set) var keys: [String] = []
    /// Asking for a container cannot throw.
    var failure: MessageCodingError?

    func index(of key: String) -> Int {
        if let index = indices[key] { return index }
        let index = keys.count
        indices[key] = index
        keys.append(key)
        return index
    }
}
