public import ArgumentParser
public import Thresh

/// A command that runs a job: `struct MyJob: JobCommand, CombiningJob` with `@main` is a whole program, with the options
/// of `thresh run`, help, progress, error messages and exit codes.
///
/// A property that `map` reads for each record should not be an `@Option`, which is slow to read: return a job of
/// plain properties from `makeJob` then.
public protocol JobCommand: ParsableCommand {
    associatedtype CommandJob: Job

    /// Declare it as `@OptionGroup var options: RunOptions`.
    var options: RunOptions { get }

    /// The job that the arguments ask for.
    func makeJob() throws -> CommandJob
}

extension JobCommand where Self: Job {
    public func makeJob() -> Self { self }
}

extension JobCommand {
    @inlinable
    public mutating func run() throws {
        let launcher = JobLauncher(options: options, name: Self._commandName)
        try launcher.launch {
            let job = try makeJob()
            try launcher.run(job)
        }
    }
}
