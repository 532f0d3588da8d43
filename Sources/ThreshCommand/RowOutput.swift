internal import Platform
public import Thresh

/// Where the rows of an answer go: first its columns, then one row after another. Nothing is kept but what a format
/// needs, so there may be any number of them.
public final class RowOutput: RowSink {
    private let output: AnswerOutput
    private let hasHeader: Bool?
    /// Where rows wait for the last worker to end, when they must.
    private let spool: RowSpool?
    private let willPrint: () -> Void
    private var columns: [Column]?
    /// Rows, each with its LF, on their way to the output.
    private var lines = ByteBuffer(capacity: RowOutput.pieceSize + 4096)
    private static let pieceSize = 64 << 10

    init(_ output: AnswerOutput, hasHeader: Bool?, spool: RowSpool?, willPrint: @escaping () -> Void) {
        self.output = output
        self.hasHeader = hasHeader
        self.spool = spool
        self.willPrint = willPrint
    }

    public func begin(_ columns: [Column]) throws {
        precondition(self.columns == nil, "the columns of an answer are told once")
        self.columns = columns
        if spool != nil { return }
        willPrint()
        try output.begin(columns, hasHeader: hasHeader)
    }

    public func add(_ row: ByteView) throws {
        lines.append(row)
        lines.append(UInt8(ascii: "\n"))
        if lines.count >= RowOutput.pieceSize { try flush() }
    }

    public func add(lines rows: [UInt8]) throws {
        unsafe rows.withUnsafeBytes { unsafe lines.append($0) }
        try flush()
    }

    func finish(_ details: AnswerDetails?, _ result: JobResult?) throws {
        try flush()
        if let spool {
            try output.begin(columns, hasHeader: hasHeader)
            unsafe try spool.forEachPiece { try unsafe output.add($0) }
        }
        try output.finish(columns, details, result)
    }

    private func flush() throws {
        precondition(columns != nil || lines.count == 0, "the columns of an answer come before its rows")
        if lines.count > 0 {
            if let spool { try unsafe spool.add(lines.rawBuffer) } else { try unsafe output.add(lines.rawBuffer) }
        }
        lines.removeAll()
    }
}
