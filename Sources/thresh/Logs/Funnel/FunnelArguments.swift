import Platform
import Thresh
import ThreshQueries

/// The words of a command line that has steps first and logs behind them, told apart.
struct FunnelArguments {
    let steps: [String]
    let inputs: [String]

    /// - Parameters:
    ///   - words: steps, and then logs.
    ///   - count: how many of them came behind a `--`.
    init(_ words: [String], behindDashes count: Int) throws(ThreshError) {
        if count > 0 && count <= words.count {
            steps = Array(words.dropLast(count))
            inputs = Array(words.suffix(count))
        } else {
            var start = words.count
            while start > 0, FunnelArguments.isInput(words[start - 1]) { start -= 1 }
            steps = Array(words[..<start])
            inputs = Array(words[start...])
            guard let last = words.last, !inputs.isEmpty else {
                throw ThreshError(
                    .missingInput,
                    "\(words.last ?? ""): no such file; the logs come behind the steps; check the path")
            }
            for word in inputs where FunnelArguments.mayBeStep(word) {
                throw ThreshError(
                    .usage,
                    """
                    \(word) may be a step or a directory of logs; put -- between the steps and the logs, as in \
                    /cart /pay -- \(last == word ? "access.log" : last)
                    """)
            }
        }
        if steps.isEmpty {
            throw ThreshError(.usage, "there is no step before the logs; give them in order, as in /cart /pay /done")
        }
        if steps.count > FunnelQuestion.mostSteps {
            throw ThreshError(.usage, "\(steps.count) steps are too many; give \(FunnelQuestion.mostSteps) at most")
        }
    }

    private static func isInput(_ word: String) -> Bool {
        word == "-" || FileSystem.exists(word)
            || word.contains { "*?[".contains($0) } && !FileSystem.glob(word).isEmpty
    }

    /// Whether it is a path of most sites too: `/`, `/home`, `/media`, or a pattern of such that fits what is at the top.
    private static func mayBeStep(_ word: String) -> Bool {
        guard word.hasPrefix("/"), !word.dropFirst().contains("/") else { return false }
        if let status = try? FileSystem.status(word) { return status.kind == .directory }
        return FileSystem.glob(word).contains { (try? FileSystem.status($0))?.kind == .directory }
    }
}
