public import Platform

/// What went wrong in a job: one or two lines that name the thing, the cause and the remedy.
public struct ThreshError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure; the raw value is the exit code (sysexits.h; from 128 on a shell's codes for signals).
    public enum Kind: Int32, Sendable {
        case usage = 64
        case badData = 65
        case missingInput = 66
        case software = 70
        case cannotCreate = 73
        case inputOutput = 74
        case hungUp = 129
        case interrupted = 130
        /// Whoever read the output has had enough.
        case outputClosed = 141
        case terminated = 143
    }

    public let kind: Kind
    public let message: String
    /// Whether the message says where in the input it was: no place is put before it.
    package private(set) var isPlaced = false

    /// Thrown by a job's `map` or `reduce`, `.badData` is told with its place: file, byte, line and record, or the key.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// An error in a record that names the place itself.
    package init(placed message: String) {
        self.init(.badData, message)
        isPlaced = true
    }

    /// An operation on a file failed: an I/O error that names the file.
    public init(_ error: SystemError) {
        var message = error.description
        if error.isDiskFull { message += "; free some space, or choose another place with --temporary-directory or -o" }
        self.init(.inputOutput, message)
    }

    /// What is to be written would take the place of a file that is read.
    package static func wouldBeReplaced(_ path: String) -> ThreshError {
        ThreshError(
            .cannotCreate,
            "\(FileName.withoutControls(path)): this is read, and what is written would replace it; give another name to write to"
        )
    }

    /// Any error as one of these.
    init(any error: any Error) {
        switch error {
        case let error as ThreshError: self = error
        case let error as SystemError: self.init(error)
        default: self.init(.software, "\(error)")
        }
    }

    public var description: String { message }
}

/// Does something with the system, and turns its failure into the job's.
func attempt<R: ~Copyable>(_ body: () throws(SystemError) -> R) throws(ThreshError) -> R {
    do { return try body() } catch { throw ThreshError(error) }
}
