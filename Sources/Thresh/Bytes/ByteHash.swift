internal import CXXHash

/// XXH3-64 of bytes.
package enum ByteHash {
    /// Chosen once in a program, so that nobody can prepare strings that collide in a table: log lines are written by
    /// attackers.
    static let tableSeed = UInt64.random(in: .min ... .max)

    @inline(__always)
    package static func hash(_ bytes: ByteView, seed: UInt64) -> UInt64 {
        let raw = unsafe bytes.rawBuffer
        return unsafe XXH3_64bits_withSeed(raw.baseAddress, raw.count, seed)
    }
}
