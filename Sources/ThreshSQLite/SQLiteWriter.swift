internal import GRDB
public import Thresh
public import ThreshCommand

/// Writes rows into a table of a new SQLite file.
///
/// GRDB uses Dispatch, which must not run in a process that will fork: make one when the last worker has ended.
public final class SQLiteWriter: DatabaseOutput {
    private let database: DatabaseQueue
    private let name: String
    private let table: String
    private var columns: [Thresh.Column]
    private var insert = ""
    private var cells: RowCells

    /// "THRS", in the place of the file's header for the program it belongs to.
    private static let applicationID: [UInt8] = [0x54, 0x48, 0x52, 0x53]

    public init(path: String, name: String, table: String, columns: [Thresh.Column]) throws(ThreshError) {
        self.name = name
        self.table = table
        self.columns = []
        cells = RowCells(columns)
        var configuration = Configuration()
        // One transaction spans many calls. The file is nobody's before it is complete, so nothing needs a journal.
        configuration.allowsUnsafeTransactions = true
        do {
            database = try DatabaseQueue(path: path, configuration: configuration)
            let number = SQLiteWriter.applicationID.reduce(0) { $0 << 8 | Int($1) }
            try database.inDatabase { database in
                try database.execute(
                    sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = \(number)")
                try database.beginTransaction()
            }
        } catch {
            throw SQLiteWriter.failure(error, name)
        }
        let names = SQLiteWriter.distinct(columns.map(\.name))
        self.columns = zip(names, columns).map { Thresh.Column($0, $1.kind) }
        try writing { database in
            let list = self.columns.map { "\(SQLiteWriter.quoted($0.name)) \(SQLiteWriter.type(of: $0.kind))" }
            try database.execute(
                sql: "CREATE TABLE \(SQLiteWriter.quoted(table)) (\(list.joined(separator: ", ")))")
        }
        prepareInsert()
    }

    public func add(_ lines: UnsafeRawBufferPointer) throws(ThreshError) {
        try writing { database in
            var rest = unsafe lines[...]
            while unsafe !rest.isEmpty {
                let end = unsafe rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
                unsafe cells.parse(UnsafeRawBufferPointer(rebasing: rest[..<end]))
                try insertCells(database)
                unsafe rest = rest[min(end + 1, rest.endIndex)...]
            }
        }
    }

    public func finish() throws(ThreshError) {
        try writing { try $0.commit() }
        do { try database.close() } catch { throw SQLiteWriter.failure(error, name) }
    }

    public static func wrote(_ head: [UInt8]) -> Bool {
        head.starts(with: "SQLite format 3\0".utf8) && head.count >= 72 && Array(head[68..<72]) == applicationID
    }

    // MARK: rows

    private func insertCells(_ database: Database) throws {
        while cells.count > columns.count {
            // As the other formats name them.
            let name = SQLiteWriter.distinct(columns.map(\.name) + ["column\(columns.count + 1)"]).last!
            try database.execute(
                sql: "ALTER TABLE \(SQLiteWriter.quoted(table)) ADD COLUMN \(SQLiteWriter.quoted(name)) TEXT")
            columns.append(Thresh.Column(name))
            prepareInsert()
        }
        let statement = try database.cachedStatement(sql: insert)
        statement.setUncheckedArguments(
            StatementArguments(
                columns.indices.map { $0 < cells.count ? SQLiteWriter.value(cells[$0], cells.kind($0)) : .null }))
        try statement.execute()
    }

    private func prepareInsert() {
        let places = repeatElement("?", count: columns.count).joined(separator: ", ")
        insert = "INSERT INTO \(SQLiteWriter.quoted(table)) VALUES (\(places))"
    }

    private static func value(_ cell: ArraySlice<UInt8>, _ kind: CellKind) -> DatabaseValue {
        let text = String(decoding: cell, as: UTF8.self)
        return switch kind {
        case .none: .null
        case .boolean, .text, .json: text.databaseValue
        case .integer, .number: Int64(text)?.databaseValue ?? Double(text)?.databaseValue ?? text.databaseValue
        }
    }

    private static func type(of kind: Thresh.Column.Kind) -> String {
        switch kind {
        case .text: "TEXT"
        case .integer: "INTEGER"
        case .number: "REAL"
        }
    }

    /// As an identifier of SQL, whatever is in it.
    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
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

    // MARK: errors

    private func writing(_ body: (Database) throws -> Void) throws(ThreshError) {
        do { try database.inDatabase(body) } catch { throw SQLiteWriter.failure(error, name) }
    }

    private static func failure(_ error: any Error, _ name: String) -> ThreshError {
        guard let error = error as? DatabaseError else { return ThreshError(.inputOutput, "\(name): \(error)") }
        var message = "\(name): SQLite cannot write it: \(error.message ?? "\(error.resultCode)")"
        if error.resultCode == .SQLITE_FULL { message += "; free some space, or choose another place with -o" }
        return ThreshError(.inputOutput, message)
    }
}
