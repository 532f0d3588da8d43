import TestSupport

/// Byte strings for tests: names of a skewed frequency, and some that are empty, long, or differ in one byte only.
struct StringInputs {
    static func skewed(count: Int, names: Int, seed: UInt64) -> [Bytes] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            let share = Double(random.below(1 << 20)) / Double(1 << 20)
            return Bytes("name\(Int(share * share * share * Double(names)))".utf8)
        }
    }

    static func odd(count: Int, seed: UInt64) -> [Bytes] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            switch random.below(4) {
            case 0: return []
            case 1: return Bytes(repeating: 0, count: random.below(5))
            case 2: return Bytes(repeating: UInt8(random.below(3)), count: 1000) + [UInt8(random.below(3))]
            default: return random.bytes(random.below(4))
            }
        }
    }

    static func distinct(_ range: Range<Int>) -> [Bytes] { range.map { Bytes("client \($0)".utf8) } }
}
