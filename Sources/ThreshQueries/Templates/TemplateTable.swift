import Thresh
import ThreshLogs

/// Templates with what their lines amount to.
struct TemplateTable {
    private var tree: TemplateTree
    /// By the numbers of templates.
    private var totals: [TemplateTotals] = []

    struct Template {
        let text: [UInt8]
        let totals: TemplateTotals
    }

    struct Summary {
        let templates: [Template]
        /// Lines of the first set of two.
        let before: Int
        /// Lines of the second set, or of the only one.
        let after: Int
    }

    init(similarity: Double = TemplateTree.defaultSimilarity) { tree = TemplateTree(similarity: similarity) }

    /// REQUIRES: messages come in the order of their bytes.
    mutating func add(_ masked: ByteView, _ total: TemplateTotals) {
        let number = tree.add(masked)
        while totals.count <= number { totals.append(TemplateTotals()) }
        totals[number].merge(total)
    }

    /// Messages that no template could be made of, since there are too many.
    var remainderCount: Int { tree.remainderCount }

    mutating func finish() -> Summary {
        tree.unite()
        for number in totals.indices where tree.resolved(number) != number {
            totals[tree.resolved(number)].merge(totals[number])
        }
        let templates = totals.indices.filter { tree.resolved($0) == $0 }
            .map { Template(text: tree.text(of: $0), totals: totals[$0]) }
        return Summary(
            templates: templates, before: templates.reduce(0) { $0 + $1.totals.before },
            after: templates.reduce(0) { $0 + $1.totals.after })
    }
}
