/// Inputs for tests, made from a seed: the same bytes in every run.
public struct TestData {
    private var generator: SeededGenerator

    public init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// Lines of ordinary words, some far more frequent than others.
    public mutating func words(byteCount: Int, vocabulary: Int = 2000) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < byteCount {
            for index in 0...generator.below(12) {
                if index > 0 { text.append(UInt8(ascii: " ")) }
                text += word(skewed(vocabulary))
            }
            text.append(10)
        }
        return text
    }

    /// Words that are nearly all different, a few to a line.
    public mutating func distinctWords(byteCount: Int) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < byteCount {
            text += word(generator.below(1 << 30))
            text.append(generator.once(in: 5) ? 10 : 32)
        }
        text.append(10)
        return text
    }

    /// Everything a text file should not have, and every kind of line end: bytes that are not UTF-8, NUL, CR in the
    /// middle, empty lines, long words, blanks at both ends of a line, no LF at the end.
    public mutating func wildText(byteCount: Int) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < byteCount {
            text += wildLine()
            text += generator.once(in: 4) ? [13, 10] : [10]
        }
        return text + Array("the end, without a newline".utf8)
    }

    /// Lines of fields: words, decimal numbers, empty ones; `separator` between them, blanks around some.
    public mutating func table(byteCount: Int, separator: UInt8) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < byteCount {
            for index in 0...generator.below(5) {
                if index > 0 { text.append(separator) }
                text += cell()
            }
            text += generator.once(in: 10) ? [13, 10] : [10]
        }
        return text
    }

    /// Short lines with a few lines of up to `longest` bytes among them.
    public mutating func hugeLines(byteCount: Int, longest: Int) -> [UInt8] {
        var text: [UInt8] = []
        while text.count < byteCount {
            let length = generator.once(in: 20) ? longest / 2 + generator.below(longest / 2) : generator.below(40)
            for index in 0..<length { text.append(index % 17 == 16 ? 32 : UInt8(97 + generator.below(4))) }
            text.append(10)
        }
        return text
    }

    /// Bytes that do not compress.
    public mutating func noise(byteCount: Int) -> [UInt8] { generator.bytes(byteCount) }

    // MARK: pieces

    private mutating func wildLine() -> [UInt8] {
        switch generator.below(12) {
        case 0: return []
        case 1: return [UInt8](repeating: 32, count: 1 + generator.below(3))
        case 2: return (0..<generator.below(40)).map { _ in byteButNewline() }
        case 3: return [UInt8](repeating: 9, count: 1) + longWord() + Array(" ".utf8) + longWord()
        case 4: return word(generator.below(30)) + [0] + word(generator.below(30)) + [0, 0]
        case 5: return word(generator.below(30)) + [13] + word(generator.below(30))
        case 6: return Array("\\t caf\u{E9} \u{1F980} \\".utf8) + [0xFF, 0xC3, 0x28]
        default:
            return (0...generator.below(9)).flatMap { _ in word(skewed(300)) + [generator.once(in: 6) ? 9 : 32] }
        }
    }

    private mutating func cell() -> [UInt8] {
        switch generator.below(8) {
        case 0: return []
        case 1: return Array(" -\(generator.below(200)).\(generator.below(100))".utf8)
        case 2: return Array("\(generator.below(3000))".utf8)
        case 3: return Array("\(generator.below(50)).\(generator.below(1000))x".utf8)
        case 4: return Array("-0".utf8)
        default: return word(skewed(60))
        }
    }

    private mutating func byteButNewline() -> UInt8 {
        let byte = UInt8(truncatingIfNeeded: generator.next())
        return byte == 10 ? 11 : byte
    }

    /// 16 to 300 bytes; often one of few, so that long keys repeat.
    private mutating func longWord() -> [UInt8] {
        let number = generator.below(40)
        let length = 16 + number * 7 % 285
        return (0..<length).map { UInt8(97 + ($0 * (number + 1)) % 26) }
    }

    /// A number below `bound`, small ones more often.
    private mutating func skewed(_ bound: Int) -> Int {
        let share = Double(generator.below(1 << 20) + 1) / Double(1 << 20)
        return min(bound - 1, Int(share * share * share * Double(bound)))
    }

    /// A word for each number, some in capitals.
    private func word(_ number: Int) -> [UInt8] {
        var rest = number
        var word: [UInt8] = []
        repeat {
            word.append(UInt8(97 + rest % 23))
            rest /= 23
        } while rest > 0
        if number % 7 == 3 { word[0] -= 32 }
        return word
    }
}
