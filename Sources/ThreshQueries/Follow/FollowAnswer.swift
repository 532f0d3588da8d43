import Thresh

/// A question that is answered again and again while its files grow.
protocol FollowAnswer: AnyObject {
    /// Answers from what is in the files already, on all processors.
    ///
    /// - Parameter limits: of each input file, where the lines end that are there; what follows is not read.
    func begin(_ mapper: LogMapper, limits: [UInt64], _ options: JobOptions) throws -> JobResult

    /// Forgets everything; false when some was shown already that cannot be taken back.
    func reset() -> Bool

    /// A line that came since.
    func add(_ key: ByteView, _ line: LogLine) throws

    /// Shows what is due, after all that came was added.
    ///
    /// - Parameter status: what a terminal gets told below the answer.
    /// - Returns: when something is due that waits for nothing but the time; nil when it waits for lines.
    func show(_ now: FollowTime, status: @autoclosure () -> String) throws -> FollowTime?

    /// Shows the last answer.
    func finish(_ now: FollowTime, status: @autoclosure () -> String) throws

    /// What is to be said about the answer, for the account of lines.
    var notes: [String] { get }
}
