/// SipHash-2-4 (Aumasson and Bernstein, 2012): who lacks the key can neither compute it nor tell it from chance.
struct SipHash: BitwiseCopyable {
    private let key: (UInt64, UInt64)

    init(_ low: UInt64, _ high: UInt64) { key = (low, high) }

    /// Of bytes that are given as whole words and the rest, in order from the lowest byte.
    private struct State {
        var a: UInt64
        var b: UInt64
        var c: UInt64
        var d: UInt64

        init(_ key: (UInt64, UInt64)) {
            a = key.0 ^ 0x736F_6D65_7073_6575
            b = key.1 ^ 0x646F_7261_6E64_6F6D
            c = key.0 ^ 0x6C79_6765_6E65_7261
            d = key.1 ^ 0x7465_6462_7974_6573
        }

        mutating func round() {
            a = a &+ b
            b = State.turned(b, 13) ^ a
            a = State.turned(a, 32)
            c = c &+ d
            d = State.turned(d, 16) ^ c
            a = a &+ d
            d = State.turned(d, 21) ^ a
            c = c &+ b
            b = State.turned(b, 17) ^ c
            c = State.turned(c, 32)
        }

        mutating func add(_ word: UInt64) {
            d ^= word
            round()
            round()
            a ^= word
        }

        mutating func finish() -> UInt64 {
            c ^= 0xFF
            for _ in 0..<4 { round() }
            return a ^ b ^ c ^ d
        }

        private static func turned(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
    }

    /// Of the 16 bytes of an address, from the first.
    func callAsFunction(_ address: UInt128) -> UInt64 {
        var state = State(key)
        state.add(UInt64(truncatingIfNeeded: address >> 64).byteSwapped)
        state.add(UInt64(truncatingIfNeeded: address).byteSwapped)
        state.add(16 << 56)
        return state.finish()
    }

    func callAsFunction(_ bytes: [UInt8]) -> UInt64 {
        var state = State(key)
        var word: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            word |= UInt64(byte) << UInt64(8 * (index % 8))
            if index % 8 == 7 {
                state.add(word)
                word = 0
            }
        }
        state.add(UInt64(bytes.count & 0xFF) << 56 | word)
        return state.finish()
    }
}
