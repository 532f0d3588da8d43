import TestSupport
import Testing
import Thresh

func encoded(_ value: some JobValue) -> [UInt8] {
    var buffer = ByteBuffer()
    value.encode(into: &buffer)
    return Array(buffer.view)
}

func decoded<Value: JobValue>(_ type: Value.Type, _ bytes: [UInt8]) -> Value {
    bytes.withUnsafeBytes { Value(decoding: ByteView($0)) }
}

func encodedPart(_ key: some JobKey) -> [UInt8] {
    var buffer = ByteBuffer()
    key.encodePart(into: &buffer)
    return Array(buffer.view)
}

/// The order of keys must be that of their encodings, whole and as a part that another follows; and decoding must give
/// back what was encoded.
func checkKeys<Key: JobKey>(
    _ keys: [Key], sourceLocation: SourceLocation = #_sourceLocation, isLess: (Key, Key) -> Bool
) {
    func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
        a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
    }
    var mistakes: [String] = []
    let whole = keys.map { encoded($0) }
    let parts = keys.map { encodedPart($0) }
    for (i, a) in keys.enumerated() {
        let back = decoded(Key.self, whole[i])
        if isLess(a, back) || isLess(back, a) { mistakes.append("\(a) is decoded to \(back)") }
        if encoded(back) != whole[i] { mistakes.append("\(a) is encoded otherwise when it was decoded") }
        for (j, b) in keys.enumerated() {
            let expected = isLess(a, b) ? -1 : isLess(b, a) ? 1 : 0
            if order(whole[i], whole[j]) != expected { mistakes.append("\(a), \(b)") }
            // What follows must not decide before the part does, nor be swallowed by it.
            let following = order(parts[i] + [0xFF], parts[j] + [0x00])
            if following != (expected == 0 ? 1 : expected) { mistakes.append("\(a), \(b) as parts") }
        }
        let pair = decoded(Pair<Key, Int16>.self, encoded(Pair(a, Int16(i))))
        if pair.second != Int16(i) || encoded(pair.first) != whole[i] { mistakes.append("\(a) before a number") }
    }
    #expect(mistakes.isEmpty, "\(mistakes.prefix(5)) of \(mistakes.count)", sourceLocation: sourceLocation)
}

func checkKeys<Key: JobKey & Comparable>(_ keys: [Key], sourceLocation: SourceLocation = #_sourceLocation) {
    checkKeys(keys, sourceLocation: sourceLocation, isLess: <)
    checkKeys(keys.map { Descending($0) }, sourceLocation: sourceLocation) { $1.key < $0.key }
    checkKeys(keys.map { Descending(Descending($0)) }, sourceLocation: sourceLocation) { $0.key.key < $1.key.key }
}
