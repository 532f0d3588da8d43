import ArgumentParser
import Thresh
import ThreshCommand

/// Counts how often so many words follow one another on a line.
@main
struct NgramCount: JobCommand {
    @Option(help: "How many words.")
    var size = 2

    @Option(help: "Print only the most frequent ones, so many.")
    var top: Int?

    @OptionGroup var options: RunOptions

    // `map` reads plain properties: those of options are slow to read.
    func makeJob() -> Ngrams { Ngrams(size: size, top: top) }
}

struct Ngrams: CombiningJob {
    let size: Int
    let top: Int?

    var columns: [Column]? { [Column("words"), Column("count", .integer)] }

    func map(_ record: Record, into output: inout Combined<String, Count>) {
        var words: [String] = []
        record.line.forEachWord { words.append(String($0).lowercased()) }
        for start in words.indices.dropLast(size - 1) {
            output.emit(words[start..<start + size].joined(separator: " "), 1)
        }
    }
}
