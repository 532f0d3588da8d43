import Multiprocessing
import TestSupport
import Testing

/// Bytes from anywhere: what they decode to is no matter, but it must be a value or an error, and cost no more memory
/// and time than the bytes justify.
@Suite(.timeLimit(.minutes(1))) struct CodecFuzzTests {
    private struct Tree: Codable {
        var children: [Tree]
        var names: [String: [Int: Tree]]?
        var bytes: [UInt8]?
    }

    private func decodeAsAnything(_ bytes: [UInt8]) {
        let decoder = MessageDecoder()
        _ = try? decoder.decode(Everything.self, from: bytes)
        _ = try? decoder.decode([Everything.Shape].self, from: bytes)
        _ = try? decoder.decode(Tree.self, from: bytes)
        _ = try? decoder.decode([[Int?]].self, from: bytes)
        _ = try? decoder.decode([UInt8].self, from: bytes)
        _ = try? decoder.decode([String: String].self, from: bytes)
        _ = try? decoder.decode(Int128.self, from: bytes)
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func changedMessagesAreValuesOrErrors(seed: UInt64) throws {
        var source = ValueSource(seed: seed)
        for _ in 0..<15 {
            let bytes = try MessageEncoder().encode(source.everything())
            for _ in 0..<40 {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...4, using: &source.random) {
                    let index = Int.random(in: 0..<changed.count, using: &source.random)
                    switch Int.random(in: 0..<4, using: &source.random) {
                    case 0: changed[index] = UInt8(truncatingIfNeeded: source.random.next())
                    case 1: changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &source.random)
                    case 2: changed.remove(at: index)
                    default:
                        changed.insert([0, 0x0B, 0x0C, 0x7F, 0xFF].randomElement(using: &source.random)!, at: index)
                    }
                    if changed.isEmpty { changed = [0] }
                }
                decodeAsAnything(changed)
            }
        }
    }

    @Test(arguments: [21, 22] as [UInt64])
    func randomBytesAreValuesOrErrors(seed: UInt64) {
        var source = ValueSource(seed: seed)
        for _ in 0..<4000 {
            var bytes = source.list(40) { source in
                Bool.random(using: &source.random)
                    ? UInt8.random(in: 0...0x0C, using: &source.random)
                    : UInt8(truncatingIfNeeded: source.random.next())
            }
            // A message without keys gets further than one that announces many.
            if Bool.random(using: &source.random) { bytes.insert(0, at: 0) }
            decodeAsAnything(bytes)
        }
    }

    @Test func everyPrefixIsAnError() throws {
        var source = ValueSource(seed: 31)
        let bytes = try MessageEncoder().encode(source.everything())
        for length in 0..<bytes.count {
            #expect(throws: MessageCodingError.self) {
                try MessageDecoder().decode(Everything.self, from: Array(bytes[..<length]))
            }
        }
        #expect(throws: MessageCodingError.self) { try MessageDecoder().decode(Everything.self, from: bytes + [0]) }
    }

    @Test func announcedLengthsAreNotBelieved() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
        for tag: UInt8 in [0x09, 0x0A, 0x0B, 0x0C] { decodeAsAnything([0, tag] + huge) }
        // So many keys, and so many elements, in so few bytes.
        for bytes in [huge, [0, 0x0B, 11] + huge + [0x80], [0, 0x03] + huge + [0xFF], [0, 0x04] + huge] {
            #expect(throws: MessageCodingError.self) { try MessageDecoder().decode([Int].self, from: bytes) }
        }
    }
}
