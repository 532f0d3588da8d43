import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

@Suite("Templates of messages") struct TemplateTreeTests {
    /// The template of each message, in the order of the messages.
    private func templates(_ messages: [String], similarity: Double = TemplateTree.defaultSimilarity) -> [String] {
        var tree = TemplateTree(similarity: similarity)
        var numbers: [[UInt8]: Int] = [:]
        let masked = messages.map { Array($0.utf8).masked }
        for message in Set(masked).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            numbers[message] = withView(message) { tree.add($0) }
        }
        tree.unite()
        return masked.map { String(decoding: tree.text(of: numbers[$0]!), as: UTF8.self) }
    }

    @Test func wordsThatDifferBecomeWildcards() {
        #expect(
            templates(["Failed password for root from 10.0.0.1", "Failed password for bob from 10.0.0.2"])
                == Array(repeating: "Failed password for <*> from <ip>", count: 2))
        #expect(
            templates(["the VM Started", "the VM Stopped"]) == ["the VM Started", "the VM Stopped"])
        #expect(templates(["the VM Started", "the VM Stopped"], similarity: 0.6) == ["the VM <*>", "the VM <*>"])
        #expect(templates(["", "a", "1", "a b"]) == ["", "a", "<num>", "a b"])
        #expect(templates(["one two three four", "one two three"]) == ["one two three four", "one two three"])
    }

    @Test func valuesOfSeveralKindsAreOneOfTheWidest() {
        let messages = ["iar 00184564 dear 0245a6c4 x", "iar 0018456c dear 02450000 x", "iar 1 dear 2 x"]
        #expect(templates(messages) == Array(repeating: "iar <hex> dear <hex> x", count: 3))
        #expect(templates(["iar Ab3xY9Qk x y", "iar 7 x y"]) == ["iar <id> x y", "iar <id> x y"])
    }

    @Test func manyValuesOfOneWordAreAVariable() {
        let names = (0..<26).map { "user\(UnicodeScalar(UInt8(97 + $0)))" }
        for count in [11, 12, 26] {
            let messages = names.prefix(count).map { "session \($0) closed" }
            #expect(Set(templates(messages)).count == (count < 12 ? count : 1), "\(count)")
            let first = names.prefix(count).map { "\($0) logged in" }
            #expect(Set(templates(first)).count == (count < 12 ? count : 1), "\(count)")
        }
        // What has no word of its own is not one message.
        #expect(Set(templates(names)).count == 26)
        #expect(Set(templates(names.map { "1 \($0)" })) == ["<num> <*>"])
    }

    @Test(
        "what an index finds in a leaf is what a comparison with each template finds",
        arguments: [0.3, 0.5, 0.7, 0.9, 1])
    func anIndexChangesNothing(similarity: Double) {
        var random = SeededGenerator(seed: 12)
        let words = ["a", "b", "cc", "dd", "<num>", "<hex>", "<id>", "<ip>", "<*>", "1"]
        let messages = (0..<4000).map { _ in
            (["x", "y"] + (0..<random.below(9)).map { _ in words[random.below(words.count)] }).joined(separator: " ")
        }
        func trees(_ fewestIndexed: Int) -> ([Int], [String]) {
            var tree = TemplateTree(similarity: similarity, mostTemplates: 3000, fewestIndexed: fewestIndexed)
            let numbers = messages.map { message in withView(Array(message.utf8)) { tree.add($0) } }
            tree.unite()
            return (numbers, numbers.map { String(decoding: tree.text(of: $0), as: UTF8.self) })
        }
        let (found, expected) = (trees(2), trees(.max))
        #expect(found.0 == expected.0)
        #expect(found.1 == expected.1)
        #expect(Set(expected.0).count > 20)
    }

    @Test("of many different messages few are compared with one") func candidatesAreFew() throws {
        var random = SeededGenerator(seed: 13)
        var index = TemplateIndex()
        let groups = try #require(TemplateIndex.Groups(leaf: 1, places: Array(2..<8), mostDifferences: 2))
        let messages = (0..<5000).map { _ in
            WordList(["the", "job"].map { Array($0.utf8) } + (0..<6).map { _ in Array("w\(random.below(500))".utf8) })
        }
        for (number, words) in messages.enumerated() { index.add(number, words, groups) }
        let candidates = messages.map { index.candidates($0, groups) }
        #expect(candidates.enumerated().allSatisfy { $0.element.contains($0.offset) })
        #expect(candidates.reduce(0) { $0 + $1.count } < 2 * messages.count)
    }

    @Test func thereAreNotTooMany() {
        for (mostTemplates, mostInLeaf) in [(300, 1000), (1000, 40)] {
            var tree = TemplateTree(mostTemplates: mostTemplates, mostTemplatesInLeaf: mostInLeaf)
            var random = SeededGenerator(seed: 5)
            let messages = Set(
                (0..<3000).map { _ in
                    let words = (0..<4).map { word in (0..<(word < 2 ? 1 : 5)).map { _ in UInt8(97 + random.below(6)) }
                    }
                    return Array(words.joined(separator: [32]))
                })
            let numbers = messages.sorted(by: { $0.lexicographicallyPrecedes($1) }).map { message in
                withView(message) { tree.add($0) }
            }
            tree.unite()
            #expect(Set(numbers).count <= mostTemplates + 1)
            #expect(tree.remainderCount > 100 && tree.remainderCount < messages.count)
            let texts = numbers.map { String(decoding: tree.text(of: $0), as: UTF8.self) }
            #expect(texts.count { $0 == "<*> <*> <*> <*>" } == tree.remainderCount)
        }
    }

    @Test("templates match their messages, whatever these are") func anything() {
        let words = ["get", "put", "<*>", "<num>", "<", "a1b", "k8s", "é", "\u{0}", "1", "x=1", "0xf", "done"]
        var random = SeededGenerator(seed: 8)
        for _ in 0..<200 {
            let messages = (0..<1 + random.below(80)).map { _ in
                (0..<random.below(6)).map { _ in words[random.below(words.count)] }.joined(separator: " ")
            }
            for (message, template) in zip(messages, templates(messages)) {
                let masked = String(decoding: Array(message.utf8).masked, as: UTF8.self)
                let found = template.split(separator: " ")
                let expected = masked.split(separator: " ")
                #expect(found.count == expected.count)
                for (a, b) in zip(found, expected) {
                    #expect(a == b || a == "<*>" || ["<hex>", "<id>"].contains(a) && b.hasPrefix("<"), "\(message)")
                }
            }
        }
    }
}
