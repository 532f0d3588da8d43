/// A child process that has not started yet.
///
///     func later() throws {
///         let child = PreparedChild(.named("worker")) { try work() }
///         ...
///         try child.start()
///     }
///
/// It can be started once: what the closure captured belongs to the child from then on, and this process lets go of it. So
/// it is for functions: a variable at the top level of a script cannot be given up.
public struct PreparedChild: ~Copyable {
    private let options: ChildOptions
    private let body: () throws -> Void

    public init(_ options: ChildOptions = ChildOptions(), _ body: @escaping () throws -> Void) {
        self.options = options
        self.body = body
    }

    /// - Throws: as `ChildProcess.start`.
    @discardableResult
    public consuming func start() throws(ProcessError) -> ChildProcess { try ChildProcess.start(options, body) }
}
