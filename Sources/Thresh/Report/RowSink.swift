/// Where the rows of an answer go: first its columns, then one row after another.
public protocol RowSink: AnyObject {
    /// Called once, before the first row and also when there is none.
    func begin(_ columns: [Column]) throws

    /// Adds a row: cells divided by TAB and escaped as in part files, without LF; those of typed columns say what they are
    /// (`CellKind`).
    func add(_ row: ByteView) throws

    /// Adds rows of which each has its LF.
    func add(lines rows: [UInt8]) throws
}
