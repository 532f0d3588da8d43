import ArgumentParser
import Glibc
import Thresh
import ThreshCommand

/// The words that say most about each of several documents: those that are frequent in it and in few others. Each
/// file that is named is a document.
@main
struct TfIdf: FlowCommand {
    @Option(help: "How many words of each document.")
    var top = 5

    @OptionGroup var options: RunOptions

    var columns: [Column]? { [Column("document"), Column("word"), Column("score", .number)] }

    func makeFlow(_ options: JobOptions) throws -> some RowFlow {
        let words = options.inputs.map { file in
            lines(of: file, options: options).words().map { Pair(file, String($0).lowercased()) }
        }
        // How often each word occurs in each document. The stages below all read it; it is computed once.
        let counts = Flow(union: words).counted()

        let lengths =
            try counts
            .map { term, count in Pair(term.first, count) }
            .keyed(by: \.first, value: \.second)
            .summed()
            .dictionary()
        let documents = Double(lengths.count)
        let spread = counts.map { term, _ in term.second }.counted()

        let top = top
        return
            counts
            .map { term, count in Triple(term.second, term.first, Double(count) / Double(lengths[term.first]!)) }
            .keyed(by: \.first)
            .joined(with: spread)
            .map { word, both in
                let score = both.left.third * log(documents / Double(both.right))
                return Triple(both.left.second, Descending((score * 1e6).rounded() / 1e6), word)
            }
            .keyed(by: \.first, value: { Pair($0.second, $0.third) })
            .grouped()
            .expanded { document, words, emit in
                for _ in 0..<top {
                    guard let word = try words.next() else { return }
                    try emit(Triple(document, word.second, word.first))
                }
            }
    }
}
