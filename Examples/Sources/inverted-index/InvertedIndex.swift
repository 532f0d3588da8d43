import ArgumentParser
import Thresh
import ThreshCommand

/// Lists for each word the files it occurs in.
@main
struct InvertedIndex: JobCommand, GroupingJob {
    @OptionGroup var options: RunOptions
    var files: [String] = []

    var columns: [Column]? { [Column("word"), Column("files")] }

    /// Called before workers are forked, so each of them has the names.
    mutating func prepare(inputs: [String]) { files = inputs }

    func map(_ record: Record, into output: inout Grouped<String, Int32>) {
        record.line.forEachWord { output.emit($0, Int32(record.file)) }
    }

    func reduce(_ word: String, _ numbers: inout GroupedValues<Int32>, into part: inout PartWriter) throws {
        var found: [String] = []
        var last: Int32 = -1
        // The values of a key come in order: equal ones follow one another.
        while let number = try numbers.next() {
            if number != last { found.append(files[Int(number)]) }
            last = number
        }
        part.writeRow(word, found.joined(separator: " "))
    }
}
