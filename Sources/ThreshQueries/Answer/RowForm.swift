import Thresh

/// How a row is written.
enum RowForm {
    /// As cells.
    case cells(LogRowWriter)
    /// As values, for who goes on computing with them.
    case values

    func append(_ values: [LogValue], to row: inout ByteBuffer) {
        switch self {
        case .cells(let writer): writer.append(values, to: &row)
        case .values: for value in values { value.encode(into: &row) }
        }
    }
}
