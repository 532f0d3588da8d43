public import ArgumentParser
public import Thresh

/// A command that prints the rows of a flow: `struct MyCommand: FlowCommand` with `@main` is a whole program, with the
/// options of `thresh run`, help, progress, error messages and exit codes.
///
///     @main struct Addresses: FlowCommand {
///         @OptionGroup var options: RunOptions
///
///         func makeFlow(_ options: JobOptions) throws -> some RowFlow {
///             lines(of: options.inputs, options: options).field(0, separator: " ").distinct()
///         }
///     }
public protocol FlowCommand: ParsableCommand {
    associatedtype Rows: RowFlow

    /// Declare it as `@OptionGroup var options: RunOptions`.
    var options: RunOptions { get }
    /// What the rows consist of, for the header of a table; by default numbered.
    var columns: [Column]? { get }

    /// The flow that the arguments ask for. It may run others to get there, as an iteration does.
    ///
    /// - Parameter options: of the command line, for the flow's sources; the paths of the command line are its inputs.
    func makeFlow(_ options: JobOptions) throws -> Rows
}

extension FlowCommand {
    public var columns: [Column]? { Rows.columns }

    public mutating func run() throws {
        let launcher = JobLauncher(options: options, name: Self._commandName)
        try launcher.launch {
            try launcher.complete(columns: columns) { options in
                try makeFlow(options).run(output: options.output, columns: columns)
            }
        }
    }
}
