import Foundation
import TestSupport
import Testing

/// The top of the package.
let packageDirectory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// Logs of real programs, which are not part of the package; they lie beside it where it is developed.
enum RealLogs {
    static let directory = URL(fileURLWithPath: packageDirectory + "/../shared/data").standardized.path
    static let isThere = FileManager.default.fileExists(atPath: directory)
}

/// Runs `thresh` with arguments, as typed in a directory.
func thresh(_ arguments: [String], in directory: TemporaryDirectory? = nil, input: Command.Input = .none) throws
    -> CommandResult
{
    var command = Command.thresh(arguments)
    command.directory = directory?.path
    command.input = input
    return try command.run()
}

/// Runs a shell script; `thresh` is in its PATH, and every locale is C.
func shell(_ script: String, in directory: String, input: Command.Input = .none) throws -> CommandResult {
    // A directory with nothing else in it: some of the examples that lie beside `thresh` have the names of common tools.
    let tools = try TemporaryDirectory()
    try FileManager.default.createSymbolicLink(
        atPath: tools.path("thresh"), withDestinationPath: Command.thresh([]).executable)
    var command = Command("bash", ["-c", script])
    command.directory = directory
    command.input = input
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    command.environment = ["PATH": tools.path + ":" + path, "LC_ALL": "C"]
    return try withExtendedLifetime(tools) { try command.run() }
}

/// It ended well, and printed `text`.
func expectPrints(_ result: CommandResult, _ text: String, _ sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(result.isSuccess, "\(result)", sourceLocation: sourceLocation)
    #expect(result.text == text, "\(result.line)", sourceLocation: sourceLocation)
    #expect(result.errors == "", "\(result.line)", sourceLocation: sourceLocation)
}

/// It failed with the exit code, printed nothing, and told each of `words`.
func expectFails(
    _ result: CommandResult, _ code: Int32, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(result.exitCode == code, "\(result)", sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, "\(result)", sourceLocation: sourceLocation)
    for word in words { #expect(result.errors.contains(word), "\(result)", sourceLocation: sourceLocation) }
    #expect(result.leftovers.isEmpty, "\(result)", sourceLocation: sourceLocation)
}
