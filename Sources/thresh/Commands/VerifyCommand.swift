import ArgumentParser
import Platform
import Thresh
import ThreshCommand

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a finished output against its manifest.",
        discussion: "Exit code 0: every part file is there, and is what the job wrote. 65: something is not.")

    @Argument(help: "The output directory of a job.")
    var directory: String

    func run() throws {
        try JobLauncher.reportingErrors {
            let output = try OutputVerifier.verify(directory)
            for note in output.notes { Terminal.writeError("\(note)\n") }
            let files = output.parts == 1 ? "1 part file" : "\(output.parts) part files"
            Terminal.writeOutput(
                "\(VisibleText.of(directory)): \(files), \(output.records) records, \(output.bytes) bytes: as written\n"
            )
        }
    }
}
