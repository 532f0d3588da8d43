import Platform
import Thresh

/// What is said of a command that did not end with 0.
enum CommandFailure {
    /// - Throws: unless the command ended well. A code of its own ends the job: it would fail again. What a signal ended
    ///   is tried again.
    static func check(
        _ ending: Fork.Ending, _ role: StreamSettings.Role, _ command: String, place: String, lastLines: [String]
    ) throws {
        if ending.signal == 0 && ending.code == 0 { return }
        // A shell that waits for the command says it so.
        let signal = ending.signal != 0 ? ending.signal : ending.code > 128 && ending.code < 160 ? ending.code - 128 : 0
        let cause = signal != 0 ? "was killed by \(Signals.name(signal))" : "ended with exit code \(ending.code)"
        let text = "the \(role.rawValue) command \(cause) \(place): \(command)"
        if signal != 0 { throw RetryableError(text) }
        throw ThreshError(placed: text + hint(ending.code, command) + tail(lastLines))
    }

    private static func hint(_ code: Int32, _ command: String) -> String {
        switch code {
        case 1 where isSearch(command):
            "\nA grep that selects no line ends with 1: write \(command) || true"
        case 126: "\nThe shell could not run it: check that it is executable (chmod +x)."
        case 127: "\nThe shell did not find a command in it: check the spelling, and PATH."
        default: ""
        }
    }

    /// Whether the last program of the command is one that ends with 1 where nothing is found.
    private static func isSearch(_ command: String) -> Bool {
        let last = command.split { "|;&".contains($0) }.last?.split(separator: " ").first { !$0.contains("=") } ?? ""
        let name = last.split(separator: "/").last ?? ""
        return ["grep", "egrep", "fgrep", "zgrep", "rg"].contains(name)
    }

    private static func tail(_ lines: [String]) -> String {
        if lines.isEmpty { return "\nIt wrote nothing to its standard error." }
        return "\nIts standard error ends:" + lines.map { "\n  " + $0 }.joined()
    }
}
