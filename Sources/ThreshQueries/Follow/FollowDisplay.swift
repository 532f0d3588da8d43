package import Thresh

/// Where a follower's answers go: a terminal, on which each takes the place of the last one, or a stream of rows.
package protocol FollowDisplay: AnyObject {
    /// Whether it is a terminal that is drawn on.
    var isLive: Bool { get }
    /// Between two answers.
    var interval: Duration { get }
    /// What may end a write to a reader that does not read.
    var signals: FollowSignals? { get set }

    /// Tells a person what became of a file.
    func tell(_ text: String)

    // MARK: a terminal

    /// The rows that an answer may take.
    var rowCount: Int { get }
    /// The terminal has another size than at the last answer.
    var needsRedraw: Bool { get }

    func resize()

    /// Replaces the last answer by this one.
    ///
    /// - Parameters:
    ///   - rows: lines of cells divided by TAB; nil for nothing, not even the names of columns.
    ///   - hasBars: whether each row has a bar for its last cell.
    ///   - status: what is told below; nil for an answer that is left as it is.
    func draw(_ rows: [UInt8]?, columns: [Column], hasBars: Bool, status: String?) throws

    // MARK: a stream

    /// Rows behind those before: lines of cells divided by TAB.
    ///
    /// - Parameter isWhole: an answer of its own, which begins a table anew.
    func add(_ rows: [UInt8], columns: [Column], isWhole: Bool) throws

    /// Lines as they are.
    func add(lines: UnsafeRawBufferPointer)

    /// Writes what was added.
    func flush() throws

    // MARK: the end

    func finish() throws

    /// Tells what became of the lines, and what a person should know of them.
    func conclude(_ report: LineReport, notes: [String])
}
