public import Thresh
public import ThreshCommand

/// Writes rows into a table of a new SQLite file.
///
/// Locks of the file belong to the process that opened it, so make one when the last worker has been forked.
public final class SQLiteWriter: DatabaseOutput {
    private let database: SQLiteConnection
    private let table: String
    private var columns: [Column]
    private var insert: SQLiteStatement?
    private var cells: RowCells

    /// "THRS", in the place of the file's header for the program it belongs to.
    private static let applicationID: [UInt8] = [0x54, 0x48, 0x52, 0x53]

    public init(path: String, name: String, table: String, columns: [Column]) throws(ThreshError) {
        self.table = table
        let names = SQLiteWriter.distinct(columns.map(\.name))
        self.columns = zip(names, columns).map { Column($0, $1.kind) }
        cells = RowCells(columns)
        database = try SQLiteConnection(path: path, name: name)
        let number = SQLiteWriter.applicationID.reduce(0) { $0 << 8 | Int($1) }
        let list = self.columns.map { "\(SQLiteWriter.quoted($0.name)) \(SQLiteWriter.type(of: $0.kind))" }
        // The file is nobody's before it is complete, so nothing needs a journal.
        try database.execute(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = \(number); BEGIN")
        try run("CREATE TABLE \(SQLiteWriter.quoted(table)) (\(list.joined(separator: ", ")))")
    }

    public func add(_ lines: UnsafeRawBufferPointer) throws(ThreshError) {
        var rest = unsafe lines[...]
        while unsafe !rest.isEmpty {
            let end = unsafe rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            unsafe cells.parse(UnsafeRawBufferPointer(rebasing: rest[..<end]))
            try insertCells()
            unsafe rest = rest[min(end + 1, rest.endIndex)...]
        }
    }

    public func finish() throws(ThreshError) {
        insert = nil
        try database.execute("COMMIT")
        try database.close()
    }

    public static func wrote(_ head: [UInt8]) -> Bool {
        head.starts(with: "SQLite format 3\0".utf8) && head.count >= 72 && Array(head[68..<72]) == applicationID
    }

    // MARK: rows

    private func insertCells() throws(ThreshError) {
        while cells.count > columns.count {
            // As the other formats name them.
            let name = SQLiteWriter.distinct(columns.map(\.name) + ["column\(columns.count + 1)"]).last!
            insert = nil
            try run("ALTER TABLE \(SQLiteWriter.quoted(table)) ADD COLUMN \(SQLiteWriter.quoted(name)) TEXT")
            columns.append(Column(name))
        }
        let statement: SQLiteStatement
        if let insert {
            statement = insert
        } else {
            statement = try makeInsert()
            insert = statement
        }
        for index in columns.indices {
            guard index < cells.count else {
                try statement.bindNull(at: index + 1)
                continue
            }
            try SQLiteWriter.bind(cells[index], cells.kind(index), at: index + 1, of: statement)
        }
        try statement.run()
    }

    /// One statement, whatever names are in it.
    private func run(_ sql: String) throws(ThreshError) { try SQLiteStatement(sql, database).run() }

    private func makeInsert() throws(ThreshError) -> SQLiteStatement {
        let places = repeatElement("?", count: columns.count).joined(separator: ", ")
        return try SQLiteStatement("INSERT INTO \(SQLiteWriter.quoted(table)) VALUES (\(places))", database)
    }

    private static func bind(
        _ cell: ArraySlice<UInt8>, _ kind: CellKind, at place: Int, of statement: SQLiteStatement
    ) throws(ThreshError) {
        let text = String(decoding: cell, as: UTF8.self)
        switch kind {
        case .none: try statement.bindNull(at: place)
        case .boolean, .text, .json: try statement.bind(text, at: place)
        case .integer:
            if let integer = Int64(text) {
                try statement.bind(integer, at: place)
            } else {
                // More digits than SQLite's numbers have.
                try statement.bind(text, at: place)
            }
        case .number:
            if isInteger(cell), let number = Double(text), number.magnitude >= 0x1p53 {
                // A double has not all of its digits.
                try bind(cell, .integer, at: place, of: statement)
            } else if let number = Double(text) {
                try statement.bind(number, at: place)
            } else {
                try statement.bind(text, at: place)
            }
        }
    }

    private static func isInteger(_ cell: ArraySlice<UInt8>) -> Bool {
        let digits = cell.first == UInt8(ascii: "-") ? cell.dropFirst() : cell
        return !digits.isEmpty && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }

    /// A column of type REAL would make doubles of integers, and lose digits of large ones.
    private static func type(of kind: Column.Kind) -> String {
        switch kind {
        case .text: "TEXT"
        case .integer: "INTEGER"
        case .number: ""
        }
    }

    /// As an identifier of SQL, whatever is in it. By bytes: a mark that combines with a quote makes another character of it.
    private static func quoted(_ name: String) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += [byte, byte]
            // The end of the statement, to SQLite.
            case 0: bytes += "\u{FFFD}".utf8
            default: bytes.append(byte)
            }
        }
        return "\"" + String(decoding: bytes, as: UTF8.self) + "\""
    }

    /// SQLite takes names for the same that differ in the case of ASCII letters.
    private static func distinct(_ names: [String]) -> [String] {
        var known: Set<String> = []
        return names.enumerated().map { index, given in
            let base = given.isEmpty ? "column\(index + 1)" : given
            var name = base
            var number = 2
            while !known.insert(name.lowercased()).inserted {
                name = "\(base)_\(number)"
                number += 1
            }
            return name
        }
    }
}
