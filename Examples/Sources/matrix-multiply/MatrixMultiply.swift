import ArgumentParser
import Thresh
import ThreshCommand

/// The product of two sparse matrices: `matrix-multiply A B`. A line is row, column and number, divided by TAB; numbers
/// that are 0 can be left out.
@main
struct MatrixMultiply: FlowCommand {
    @OptionGroup var options: RunOptions

    var columns: [Column]? { [Column("row", .integer), Column("column", .integer), Column("number", .integer)] }

    struct Entry: BitwiseValue {
        var row: Int
        var column: Int
        var number: Int
    }

    func makeFlow(_ options: JobOptions) throws -> some RowFlow {
        guard options.inputs.count == 2 else { throw ValidationError("Two matrices, please.") }
        func matrix(_ file: String) -> Flow<Entry> {
            lines(of: file, options: options).map { line in
                let fields = line.strings(separatedBy: "\t").map { Int($0)! }
                return Entry(row: fields[0], column: fields[1], number: fields[2])
            }
        }
        // Each number of a column of A meets each of the row of B with the same index.
        return matrix(options.inputs[0]).keyed(by: \.column)
            .joined(with: matrix(options.inputs[1]).keyed(by: \.row))
            .map { _, both in both }
            .keyed(by: { Pair($0.left.row, $0.right.column) }, value: { $0.left.number * $0.right.number })
            .summed()
    }
}
