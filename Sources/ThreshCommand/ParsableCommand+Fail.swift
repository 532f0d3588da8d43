package import ArgumentParser
internal import Platform

extension ParsableCommand {
    /// Ends with the message of an error, in which may be names of files and other words from outside: ArgumentParser
    /// would print them as they are.
    package static func fail(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        if code.isSuccess || error is ExitCode { exit(withError: error) }
        Terminal.writeError(fullMessage(for: error) + "\n")
        CurrentProgram.exit(code.rawValue)
    }
}
