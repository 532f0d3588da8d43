import Foundation

/// A command to run in a process group of its own, with a deadline that ends all of the group.
public struct Command: Sendable {
    public enum Input: Sendable {
        case none
        /// Through a pipe.
        case bytes([UInt8])
        /// By redirection.
        case file(String)
    }

    public var executable: String
    public var arguments: [String]
    public var input = Input.none
    /// Added to this process's environment.
    public var environment: [String: String] = [:]
    public var directory: String?
    public var deadline = Duration.seconds(60)

    /// - Parameter executable: a path, or a name that is looked up in PATH.
    public init(_ executable: String, _ arguments: [String] = []) {
        self.executable = executable
        self.arguments = arguments
    }

    /// A built product of this package: it lies beside the test bundle that is running.
    public static func product(_ name: String, _ arguments: [String] = []) -> Command {
        Command(productsDirectory + "/" + name, arguments)
    }

    /// The `thresh` command: the one that was built with the tests, or another that the environment names, so that the
    /// tests can run what the optimiser made of it.
    public static func thresh(_ arguments: [String]) -> Command {
        guard let path = ProcessInfo.processInfo.environment["THRESH_BINARY"] else {
            return product("thresh", arguments)
        }
        return Command(path, arguments)
    }

    public static var productsDirectory: String {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return (bundle as NSString).deletingLastPathComponent
    }

    /// Starts it, and waits for its end.
    public func run() throws -> CommandResult { try start().wait() }

    public func start() throws -> RunningCommand { try RunningCommand(self) }

    /// As typed in a shell, for messages.
    public var line: String {
        ([executable] + arguments).map { word in
            let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./,=:+@%".contains($0) }
            return isPlain && !word.isEmpty ? word : "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
        }.joined(separator: " ")
    }
}

public enum CommandError: Error, CustomStringConvertible {
    case cannotStart(String, reason: String)
    /// It was killed, with its whole process group.
    case timedOut(String, after: Duration, output: String, errors: String)

    public var description: String {
        switch self {
        case .cannotStart(let line, let reason): "cannot start \(line): \(reason)"
        case .timedOut(let line, let after, let output, let errors):
            """
            killed after \(after): \(line)
            standard output begins: \(output.prefix(400))
            standard error: \(errors.suffix(2000))
            """
        }
    }
}

/// How a command ended, and what it printed.
public struct CommandResult: Sendable, CustomStringConvertible {
    public enum Ending: Equatable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    public let line: String
    public let ending: Ending
    public let output: [UInt8]
    public let errors: String
    /// Processes of the command's group that were still there when it had ended; they have been killed.
    public let leftovers: [Int32]
    public let elapsed: Duration

    public var isSuccess: Bool { ending == .exited(0) }
    public var exitCode: Int32? { if case .exited(let code) = ending { code } else { nil } }
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// What was printed, without the end of each line.
    public var lines: [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    public var description: String {
        "\(line)\n\(ending) after \(elapsed)\nstandard error: \(errors.suffix(2000))"
    }
}
