import Foundation

/// Runs a program of the system, with bytes as its standard input and output and a deadline.
enum Tool {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func run(
        _ name: String, _ arguments: [String] = [], input: [UInt8], deadline: TimeInterval = 30
    ) throws -> [UInt8] {
        // Files in place of pipes: with pipes, both ends would have to be served at the same time.
        let directory = try TemporaryDirectory()
        let inputPath = try directory.write(input, to: "input")
        let outputPath = try directory.write([], to: "output")

        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: inputPath))
        process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: outputPath))
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        if ended.wait(timeout: .now() + deadline) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            ended.wait()
            throw Failure(description: "\(name) did not end within \(deadline) s")
        }
        guard process.terminationReason == .exit && process.terminationStatus == 0 else {
            throw Failure(description: "\(name) \(arguments) ended with status \(process.terminationStatus)")
        }
        return try [UInt8](Data(contentsOf: URL(fileURLWithPath: outputPath)))
    }
}
