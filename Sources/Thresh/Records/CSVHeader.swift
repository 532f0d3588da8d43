/// The names of the columns, which the first record of a file has.
public struct CSVHeader: Sendable, Equatable {
    public let names: [String]
    private let indices: [String: Int]

    public init(_ row: CSVRow) {
        var names: [String] = []
        // Some programs begin a file with the mark of UTF-8.
        let isMarked = row.bytes.count >= 3 && row.bytes.slice(0, 3) == "\u{FEFF}"
        var fields = CSVRow(row.bytes.slice(isMarked ? 3 : 0, row.bytes.count), separator: row.separator).fields
        while let field = fields.next() { names.append(field.string) }
        self.names = names
        indices = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// Which column has this name; the first of several; nil when none has.
    ///
    /// - Complexity: O(length of the name), expected.
    public func index(of name: String) -> Int? { indices[name] }
}
