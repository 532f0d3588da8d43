/// What is in a cell of a row.
///
/// In a column that is typed each cell begins with the letter of its kind, so that nobody has to guess it from the text
/// behind: `i404`, `t404`, `-`. The letter comes before what is escaped.
public enum CellKind: UInt8, Sendable {
    /// `-`: nothing. Empty, and null in JSON and in databases.
    case none = 0x2D
    /// `b`: true or false.
    case boolean = 0x62
    /// `i`: decimal digits, with a minus before them or not.
    case integer = 0x69
    /// `n`: a number as JSON writes it.
    case number = 0x6E
    /// `t`: a text, whatever it looks like.
    case text = 0x74
    /// `j`: a value of JSON.
    case json = 0x6A

    /// Whether it is a number by JSON's grammar.
    package var isNumeric: Bool { self == .integer || self == .number }

    /// What a cell is that does not say it, in this column; nil for none that is known.
    init(of cell: ArraySlice<UInt8>, in column: Column?) {
        guard let column, column.isNumeric || column.isJSON else {
            self = .text
            return
        }
        if cell.isEmpty {
            self = .none
        } else if column.isJSON {
            self = .json
        } else {
            self = JSONLiteral.isNumber(cell) ? column.kind == .integer ? .integer : .number : .text
        }
    }
}
