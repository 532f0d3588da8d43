import ArgumentParser
import Thresh
import ThreshCommand

struct CountCommand: JobCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count the lines by one of their fields.",
        discussion: """
            Prints value TAB count, sorted by value within each part. Lines that lack the field are counted under the \
            empty value.
              thresh run count --field 9 access.log               requests by status
              thresh run count --field 2 --separator , sales.csv
            """)

    @Option(help: ArgumentHelp("Which field, counted from 1.", valueName: "n"))
    var field: Int

    @Option(
        help: ArgumentHelp("What divides fields: one character, or \\t. (default: runs of blanks)", valueName: "char"))
    var separator: String?

    @Option(help: ArgumentHelp("Print only the N most frequent values, the most frequent first.", valueName: "n"))
    var top: Int?

    @OptionGroup var options: RunOptions

    func validate() throws {
        if field < 1 { throw ValidationError("--field counts from 1.") }
        if let top, top < 1 { throw ValidationError("--top \(top) prints nothing; give at least 1.") }
        _ = try FieldSplitter.separator(separator)
    }

    func makeJob() throws -> FieldCount {
        FieldCount(
            splitter: FieldSplitter(field: field - 1, separator: try FieldSplitter.separator(separator)), top: top)
    }
}

struct FieldCount: CombiningJob {
    let splitter: FieldSplitter
    let top: Int?

    var records: RecordFormat { .textLines }
    var columns: [Column]? { [Column("value"), Column("count", .integer)] }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) {
        let line = record.line
        let range = splitter.range(in: line) ?? 0..<0
        output.emit(line.slice(range.lowerBound, range.upperBound), 1)
    }
}
