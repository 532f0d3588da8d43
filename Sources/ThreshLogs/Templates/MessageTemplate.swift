/// What messages of one statement have in common: words, of which some are any word.
struct MessageTemplate {
    private(set) var bytes: [UInt8]
    /// Where each word ends in `bytes`; between two words is a space.
    private var ends: [UInt32]

    static let wildcard: StaticString = "<*>"
    private static let wildcardBytes = Array("<*>".utf8)

    init(_ words: WordList) {
        bytes = words.bytes
        ends = words.ends
    }

    /// So many words, each any word.
    init(wildcards count: Int) {
        self.init(WordList(Array(repeating: MessageTemplate.wildcardBytes, count: count)))
    }

    var count: Int { ends.count }
    var words: WordList { WordList(bytes: bytes, ends: ends) }

    subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : Int(ends[index - 1]) + 1)..<Int(ends[index])]
    }

    func isWildcard(_ index: Int) -> Bool { self[index].elementsEqual(MessageTemplate.wildcardBytes) }

    var wildcards: Int { (0..<count).count { isWildcard($0) } }

    /// Of a word and its place.
    func hash(of index: Int) -> UInt64 {
        let start = index == 0 ? 0 : Int(ends[index - 1]) + 1
        let hash = bytes.withLineBytes { $0.slice(start, Int(ends[index])).hash }
        return (hash ^ UInt64(index)) &* 0xD6E8_FEB8_6659_FD93
    }

    /// How many words are the same as in a message of as many words; nil when there are more than `mostDifferences`
    /// others. A wildcard is the same as nothing: of templates that match, the one with more words of its own is
    /// nearer.
    func sameWords(as words: WordList, mostDifferences: Int) -> Int? {
        var differences = 0
        return bytes.withLineBytes { a in
            words.bytes.withLineBytes { b in
                var aStart = 0
                var bStart = 0
                for index in ends.indices {
                    let aEnd = Int(ends[index])
                    let bEnd = Int(words.ends[index])
                    let x = a.slice(aStart, aEnd)
                    let y = b.slice(bStart, bEnd)
                    if !x.hasSameBytes(as: y), MessageTemplate.wider(x, y) == nil {
                        differences += 1
                        if differences > mostDifferences { return nil }
                    }
                    aStart = aEnd + 1
                    bStart = bEnd + 1
                }
                return count - differences
            }
        }
    }

    /// Makes a wildcard of each word that is another in the message. Returns whether there was one.
    mutating func generalize(to words: WordList) -> Bool {
        if bytes == words.bytes { return false }
        let before = bytes
        let list = (0..<count).map { index -> ArraySlice<UInt8> in
            if self[index] == words[index] { return self[index] }
            let wider = Array(self[index]).withLineBytes { a in
                Array(words[index]).withLineBytes { b in MessageTemplate.wider(a, b) }
            }
            return wider.map { Array("\($0.text)".utf8)[...] } ?? MessageTemplate.wildcardBytes[...]
        }
        self = MessageTemplate(WordList(list))
        return bytes != before
    }

    mutating func setWildcard(_ place: Int) {
        let list = (0..<count).map { $0 == place ? MessageTemplate.wildcardBytes[...] : self[$0] }
        self = MessageTemplate(WordList(list))
    }

    /// Each may be one of those before it: a hexadecimal number without letters is a number.
    private static let widening: [MaskedValue] = [.number, .hexadecimal, .identifier]

    /// Whether a word is a value that others of its kind are the same as.
    static func canWiden(_ word: LineBytes) -> Bool {
        word.at(0) == UInt8(ascii: "<") && widening.contains { word.equals($0.text) }
    }

    /// The value that both words can be; nil when they are other words.
    private static func wider(_ a: LineBytes, _ b: LineBytes) -> MaskedValue? {
        if a.at(0) != UInt8(ascii: "<") || b.at(0) != UInt8(ascii: "<") { return nil }
        guard let x = widening.firstIndex(where: { a.equals($0.text) }),
            let y = widening.firstIndex(where: { b.equals($0.text) })
        else { return nil }
        return widening[max(x, y)]
    }

    /// Whether all words but the one at `place` are the same.
    func equals(_ other: MessageTemplate, except place: Int) -> Bool {
        count == other.count && (0..<count).allSatisfy { $0 == place || self[$0] == other[$0] }
    }
}
