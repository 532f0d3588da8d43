/// Bytes to compress, the same in every run.
enum Sample {
    /// Lines like a log's, which compress about as well as one; another seed begins elsewhere in the same log.
    static func log(_ count: Int, seed: Int = 0) -> [UInt8] { Array(log[seed * 1013..<seed * 1013 + count]) }

    /// Bytes that no format can make smaller.
    static func noise(_ count: Int) -> [UInt8] { Array(noise[..<count]) }

    static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

    // Made once, since making them costs more than compressing them.
    private static let log: [UInt8] = {
        var random = Generator(state: 1)
        var bytes: [UInt8] = []
        while bytes.count < 2_000_000 {
            let number = random.next()
            bytes += "10.0.\(number % 7).\(number >> 8 % 200) GET /item/\(number >> 16 % 5000) \(number >> 40)\n".utf8
        }
        return bytes
    }()

    private static let noise: [UInt8] = {
        var random = Generator(state: 2)
        return (0..<1_000_000).map { _ in UInt8(truncatingIfNeeded: random.next() >> 32) }
    }()

    /// SplitMix64.
    private struct Generator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }
}
