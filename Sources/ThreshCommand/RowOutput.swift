internal import Platform
public import Thresh

/// Where the rows of an answer go: first its columns, then one row after another. Nothing is kept but what a format
/// needs, so there may be any number of them.
public final class RowOutput {
    private let open: ([Column]) throws -> StandardOutput
    private var output: StandardOutput?
    /// Rows, each with its LF, on their way to the output.
    private var lines = ByteBuffer(capacity: RowOutput.pieceSize + 4096)
    private static let pieceSize = 64 << 10

    init(_ open: @escaping ([Column]) throws -> StandardOutput) { self.open = open }

    /// Called once, before the first row and also when there is none.
    public func begin(_ columns: [Column]) throws {
        precondition(output == nil, "the columns of an answer are told once")
        output = try open(columns)
    }

    /// Adds a row: cells divided by TAB and escaped as in part files, without LF.
    public func add(_ row: ByteView) throws {
        lines.append(row)
        lines.append(UInt8(ascii: "\n"))
        if lines.count >= RowOutput.pieceSize { try flush() }
    }

    /// Adds rows of which each has its LF.
    public func add(lines rows: [UInt8]) throws {
        unsafe rows.withUnsafeBytes { unsafe lines.append($0) }
        try flush()
    }

    func finish() throws {
        try flush()
        try output?.finish()
    }

    private func flush() throws {
        precondition(output != nil || lines.count == 0, "the columns of an answer come before its rows")
        if lines.count > 0 { unsafe try output?.add(lines.rawBuffer) }
        lines.removeAll()
    }
}
