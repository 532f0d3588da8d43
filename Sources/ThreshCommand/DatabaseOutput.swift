public import Thresh

/// Writes rows into a new database file, in which they are a table. ThreshSQLite has one; a program that links it says
/// so with `JobLauncher.databaseOutput`.
public protocol DatabaseOutput: AnyObject {
    /// - Parameters:
    ///   - path: of a file that is not there yet.
    ///   - name: what messages call it.
    ///   - table: the name of the table.
    ///   - columns: of the table.
    init(path: String, name: String, table: String, columns: [Column]) throws(ThreshError)

    /// Adds whole lines of cells divided by TAB, as part files have them; those of typed columns say what they are
    /// (`CellKind`).
    func add(_ lines: UnsafeRawBufferPointer) throws(ThreshError)

    /// Completes and closes the file.
    func finish() throws(ThreshError)

    /// Whether a file that begins with these 512 bytes (or fewer) is one that this type wrote.
    static func wrote(_ head: [UInt8]) -> Bool
}
