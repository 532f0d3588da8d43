public import Thresh

/// Makes templates of masked messages: a tree of fixed depth after Drain (P. He, J. Zhu, Z. Zheng, M. R. Lyu: Drain: An
/// Online Log Parsing Approach with Fixed Depth Tree, ICWS 2017).
///
///     var tree = TemplateTree()
///     for message in messages { numbers.append(tree.add(message)) }   // masked by MessageMask, each once, in order
///     tree.unite()
///     tree.text(of: numbers[0])                                       // Failed password for <*> from <ip>
///
/// Below the root is a node for each number of words, below that one for each first word, then for each second word; a
/// word with a value in it is any word there. A leaf has templates, and a message joins the one that has the most words
/// in common with it, if that is a share of at least `similarity`; what differs becomes `<*>`. Otherwise it is a
/// template of its own.
///
/// The templates depend on the order of the messages, so whoever adds them must have an order of their own, such as
/// that of their bytes. Not for every line: fold lines to different messages first.
public struct TemplateTree {
    /// With 0.5, which is usual where numbers are not masked, `the VM started` and `the VM stopped` are one. Of 16
    /// labelled logs, this gave the right templates most often (Docs/LogFormats.md).
    public static let defaultSimilarity = 0.7
    /// Templates there can be. What fits none of them then is counted as one of wildcards alone, by its number of
    /// words.
    public static let mostTemplates = 20_000
    /// Bytes that they may have together.
    private static let mostBytes = 32 << 20

    /// Different words that a node below the root tells apart.
    private static let mostChildren = 100
    /// A message is compared with each template of its leaf.
    private static let mostTemplatesInLeaf = 1000
    private static let prefixWords = 2
    /// Templates in a leaf from which on an index is worth it.
    private static let fewestIndexed = 16

    private struct Node {
        var children: [ArraySlice<UInt8>: Int] = [:]
        var templates: [Int] = []
        /// Places of the first words at which those of the leaf may differ.
        var openPlaces: [Int] = []
        /// How its templates are found; nil where they are few.
        var groups: TemplateIndex.Groups?
    }

    private let similarity: Double
    private let mostTemplates: Int
    private let mostTemplatesInLeaf: Int
    private let fewestIndexed: Int
    private var roots: [Int: Int] = [:]
    private var nodes: [Node] = []
    var templates: [MessageTemplate] = []
    private var index = TemplateIndex()
    private var byteCount = 0
    /// The template that one became part of, or its own number.
    var parents: [Int] = []
    /// For each number of words, the template of wildcards for what there was no room for.
    private var remainders: [Int: Int] = [:]
    /// Messages for which there was no room.
    public private(set) var remainderCount = 0

    /// - Parameter similarity: from 0 to 1.
    public init(similarity: Double = TemplateTree.defaultSimilarity) {
        self.init(similarity: similarity, mostTemplates: TemplateTree.mostTemplates)
    }

    init(
        similarity: Double = TemplateTree.defaultSimilarity, mostTemplates: Int,
        mostTemplatesInLeaf: Int = TemplateTree.mostTemplatesInLeaf, fewestIndexed: Int = TemplateTree.fewestIndexed
    ) {
        self.similarity = similarity
        self.mostTemplates = mostTemplates
        self.mostTemplatesInLeaf = mostTemplatesInLeaf
        self.fewestIndexed = fewestIndexed
    }

    /// Adds a message; returns the number of its template. Templates change with what is added later.
    ///
    /// - Complexity: O(words × templates in its leaf that have some words in common with it): in practice, O(words).
    public mutating func add(_ masked: ByteView) -> Int {
        let words = WordList(masked: masked)
        guard let leaf = leaf(for: words) else { return remainder(words) }
        let candidates = nodes[leaf].groups.map { index.candidates(words, $0) } ?? nodes[leaf].templates
        if let best = nearest(to: words, in: candidates) {
            let isChanged = templates[best].generalize(to: words)
            if isChanged, let groups = nodes[leaf].groups { index.add(best, templates[best].words, groups) }
            return best
        }
        if isFull || nodes[leaf].templates.count >= mostTemplatesInLeaf { return remainder(words) }
        let number = append(MessageTemplate(words))
        nodes[leaf].templates.append(number)
        if let groups = nodes[leaf].groups {
            index.add(number, words, groups)
        } else if nodes[leaf].templates.count == fewestIndexed {
            makeIndex(leaf, wordCount: words.count)
        }
        return number
    }

    private mutating func makeIndex(_ leaf: Int, wordCount: Int) {
        let places = nodes[leaf].openPlaces + Array(min(TemplateTree.prefixWords, wordCount)..<wordCount)
        let groups = TemplateIndex.Groups(
            leaf: leaf, places: places, mostDifferences: wordCount - fewestSame(wordCount))
        guard let groups else { return }
        nodes[leaf].groups = groups
        for number in nodes[leaf].templates { index.add(number, templates[number].words, groups) }
    }

    /// Words that a message has in common with what it joins, at least.
    private func fewestSame(_ wordCount: Int) -> Int { Int((similarity * Double(wordCount)).rounded(.up)) }

    /// The number of the template that this one became part of; its own where it did not.
    public func resolved(_ number: Int) -> Int {
        var number = number
        while parents[number] != number { number = parents[number] }
        return number
    }

    /// The words of a template, with a space between them.
    public func text(of number: Int) -> [UInt8] { templates[resolved(number)].bytes }

    // MARK: -

    private var isFull: Bool { templates.count >= mostTemplates || byteCount >= TemplateTree.mostBytes }

    private mutating func append(_ template: MessageTemplate) -> Int {
        byteCount += template.bytes.count
        templates.append(template)
        parents.append(templates.count - 1)
        return templates.count - 1
    }

    private mutating func remainder(_ words: WordList) -> Int {
        remainderCount += 1
        if let number = remainders[words.count] { return number }
        let number = append(MessageTemplate(wildcards: words.count))
        remainders[words.count] = number
        return number
    }

    /// nil when it is not there, and there is no room for more.
    private mutating func leaf(for words: WordList) -> Int? {
        var node: Int
        if let root = roots[words.count] {
            node = root
        } else {
            if isFull { return nil }
            node = makeNode()
            roots[words.count] = node
        }
        for place in 0..<min(TemplateTree.prefixWords, words.count) {
            var word = words[place]
            if TemplateTree.mayVary(word) { word = [] }
            if nodes[node].children[word] == nil, nodes[node].children.count >= TemplateTree.mostChildren { word = [] }
            if let child = nodes[node].children[word] {
                node = child
                continue
            }
            if isFull { return nil }
            let child = makeNode()
            nodes[child].openPlaces = nodes[node].openPlaces + (word.isEmpty ? [place] : [])
            // An array of its own, so that the whole message is not kept.
            nodes[node].children[Array(word)[...]] = child
            node = child
        }
        return node
    }

    private mutating func makeNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }

    /// Whether it is, or has in it, a digit or a masked value.
    private static func mayVary(_ word: ArraySlice<UInt8>) -> Bool {
        word.contains { $0 == UInt8(ascii: "<") || $0 &- UInt8(ascii: "0") < 10 }
    }

    /// The template with the most words in common; of several, the one with the most wildcards, then the first.
    private func nearest(to words: WordList, in candidates: [Int]) -> Int? {
        let fewest = fewestSame(words.count)
        var best: (number: Int, same: Int, wildcards: Int)?
        for number in candidates {
            let limit = words.count - max(fewest, best?.same ?? 0)
            guard let same = templates[number].sameWords(as: words, mostDifferences: limit) else { continue }
            if let found = best, same == found.same, templates[number].wildcards <= found.wildcards { continue }
            best = (number, same, templates[number].wildcards)
            if same == words.count { break }
        }
        return best?.number
    }
}
