import ArgumentParser
import Thresh
import ThreshCommand

/// Finds the words of a list in files: prints each with its file, and the byte at which its line begins.
@main
struct StringMatch: JobCommand {
    @Option(help: "A file with a word on each line.")
    var words: String

    @OptionGroup var options: RunOptions

    func makeJob() throws -> Occurrences { Occurrences(words: Set(try lines(of: words).map { String($0) }.collect())) }
}

struct Occurrences: MapOnlyJob {
    let words: Set<String>
    private var files: [String] = []

    init(words: Set<String>) { self.words = words }

    var columns: [Column]? { [Column("file"), Column("offset", .integer), Column("word")] }

    mutating func prepare(inputs: [String]) { files = inputs }

    func map(_ record: Record, into part: inout PartWriter) {
        record.line.forEachWord { view in
            let word = String(view)
            if words.contains(word) { part.writeRow(files[record.file], record.offset, word) }
        }
    }
}
