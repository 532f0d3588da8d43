import ArgumentParser
import Thresh
import ThreshCommand

struct CountCommand: JobCommand {
    static let configuration = CommandConfiguration(
        commandName: "count", abstract: "Count the lines by one of their fields.",
        discussion: """
            Prints value TAB count, sorted by value within each part. Lines that lack the field are counted under the \
            empty value.
              thresh run count --field 9 access.log                 requests by status
              thresh run count --field 2 --csv sales.csv            cells in quotes or not
              thresh run count --field 2 --separator , sizes.txt    between two commas, quotes too
            """)

    @Option(help: ArgumentHelp("Which field, counted from 1.", valueName: "n"))
    var field: Int

    @Option(
        help: ArgumentHelp("What divides fields: one character, or \\t. (default: runs of blanks)", valueName: "char"))
    var separator: String?

    @Flag(help: "Fields are cells of CSV, which may be in quotes; commas divide them, or what --separator says.")
    var csv = false

    @Option(help: ArgumentHelp("Print only the N most frequent values, the most frequent first.", valueName: "n"))
    var top: Int?

    @OptionGroup(title: "Input, and options of every command") var options: RunOptions

    func validate() throws {
        if field < 1 { throw ValidationError("--field counts from 1.") }
        if let top, top < 1 { throw ValidationError("--top \(top) prints nothing; give at least 1.") }
        if try FieldSplitter.separator(separator) == UInt8(ascii: "\"") && csv {
            throw ValidationError("A quote cannot divide the cells of CSV.")
        }
    }

    func makeJob() throws -> FieldCount {
        let separator = try FieldSplitter.separator(separator)
        return FieldCount(
            splitter: FieldSplitter(field: field - 1, separator: separator ?? (csv ? UInt8(ascii: ",") : nil)),
            isCSV: csv, top: top)
    }
}

struct FieldCount: CombiningJob {
    let splitter: FieldSplitter
    let isCSV: Bool
    let top: Int?

    var columns: [Column]? { [Column("value"), Column("count", .integer)] }

    var records: RecordFormat {
        if isCSV, let separator = splitter.separator { .csv(separator: separator) } else { .textLines }
    }

    func map(_ record: Record, into output: inout Combined<Bytes, Count>) {
        if isCSV, let separator = splitter.separator {
            var scratch = ByteBuffer(capacity: 0)
            if let cell = record.csv(separator: separator).field(splitter.field) {
                return output.emit(cell.text(into: &scratch), 1)
            }
            return output.emit(record.bytes.slice(0, 0), 1)
        }
        let line = record.line
        let range = splitter.range(in: line) ?? 0..<0
        output.emit(line.slice(range.lowerBound, range.upperBound), 1)
    }
}
