import ArgumentParser
import Thresh
import ThreshCommand

/// Counts how often each word occurs.
@main
struct WordCount: JobCommand, CombiningJob {
    @OptionGroup var options: RunOptions

    var columns: [Column]? { [Column("word"), Column("count", .integer)] }

    func map(_ record: Record, into output: inout Combined<String, Count>) {
        record.line.forEachWord { output.emit($0, 1) }
    }
}
