/// Numbers of words, found without a `String`: whether a letter is large or small makes no difference.
struct WordTable {
    /// Hashes of the words, ascending, and their numbers.
    private let hashes: [UInt64]
    private let numbers: [UInt8]

    /// - Parameter groups: words divided by blanks, which all have the number of their group, counted from `first`.
    init(_ groups: [String], first: UInt8) {
        var known: [UInt64: UInt8] = [:]
        for (index, group) in groups.enumerated() {
            for word in group.split(separator: " ") {
                let bytes = Array(word.utf8)
                let hash = bytes.withLineBytes { WordTable.hash($0, 0, bytes.count) }
                precondition(known[hash] ?? first + UInt8(index) == first + UInt8(index), "two meanings of \(word)")
                known[hash] = first + UInt8(index)
            }
        }
        hashes = known.keys.sorted()
        numbers = hashes.map { known[$0]! }
    }

    /// The number of the word in `[start, end)`; nil when it has none.
    ///
    /// - Complexity: logarithmic in the count of words.
    func number(_ text: LineBytes, _ start: Int, _ end: Int) -> Int? {
        let wanted = WordTable.hash(text, start, end)
        var low = 0
        var high = hashes.count
        while low < high {
            let middle = (low + high) / 2
            if hashes[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < hashes.count && hashes[low] == wanted ? Int(numbers[low]) : nil
    }

    /// Where the letters end that begin at a place: ASCII's, and all beyond it but blanks that do not break lines.
    static func end(of text: LineBytes, from start: Int) -> Int {
        var index = start
        while index < text.count {
            let byte = text[index]
            if byte >= 0x80 {
                if wideBlank(text, index) > 0 { break }
            } else if (byte | 0x20) &- 97 >= 26 {
                break
            }
            index += 1
        }
        return index
    }

    /// The length of U+00A0 or U+202F at a place, which stand before AM and PM in some languages; 0 when neither does.
    static func wideBlank(_ text: LineBytes, _ index: Int) -> Int {
        if text.at(index) == 0xC2, text.at(index + 1) == 0xA0 { return 2 }
        return text.at(index) == 0xE2 && text.at(index + 1) == 0x80 && text.at(index + 2) == 0xAF ? 3 : 0
    }

    /// FNV-1a over the small letters.
    private static func hash(_ text: LineBytes, _ start: Int, _ end: Int) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var index = start
        while index < end {
            let byte = text[index]
            var (first, second) = (byte, text.at(index + 1))
            let isPair = byte >= 0xC3 && byte <= 0xD1 && index + 1 < end
            if isPair { small(&first, &second) } else if byte < 0x80 { first |= 0x20 }
            hash = (hash ^ UInt64(first)) &* 0x0000_0100_0000_01B3
            if isPair { hash = (hash ^ UInt64(second)) &* 0x0000_0100_0000_01B3 }
            index += isPair ? 2 : 1
        }
        return hash
    }

    /// The small letter of a Latin or Cyrillic one of two bytes in UTF-8.
    private static func small(_ first: inout UInt8, _ second: inout UInt8) {
        switch (first, second) {
        case (0xC3, 0x80...0x9E): second |= 0x20
        case (0xC4, 0x80..<0xB8), (0xC5, 0x8A..<0xB8), (0xC8, 0x80..<0xA0): second |= 1
        case (0xC5, 0x81), (0xC5, 0x83), (0xC5, 0x85), (0xC5, 0x87), (0xC5, 0xB9), (0xC5, 0xBB), (0xC5, 0xBD):
            second += 1
        case (0xD0, 0x90..<0xA0): second += 0x20
        case (0xD0, 0xA0..<0xB0):
            first = 0xD1
            second -= 0x20
        default: break
        }
    }
}
