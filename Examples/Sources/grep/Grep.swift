import ArgumentParser
import Thresh
import ThreshCommand
import ThreshPatterns

/// Prints the lines that match a Perl regular expression, in the order of the input.
@main
struct Grep: JobCommand {
    @Argument(help: "What to look for.")
    var pattern: String

    @OptionGroup var options: RunOptions

    func makeJob() throws -> MatchingLines { MatchingLines(pattern: try Pattern(pattern)) }
}

/// The pattern is compiled once, before workers are forked, and is there in each of them.
struct MatchingLines: MapOnlyJob {
    let pattern: Pattern

    func map(_ record: Record, into part: inout PartWriter) throws {
        if try pattern.matches(record.line) {
            part.write(record.rawLine)
            part.endRow()
        }
    }
}
