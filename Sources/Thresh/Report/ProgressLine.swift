/// One line that tells how far a job is, rewritten in place:
///
///     map   45% ███████░░░░░░ 512 MB of 1.09 GB · 623 MB/s · 1 s left · 2 workers
///
/// It only makes text: whoever shows it measures the time and writes to the terminal.
package struct ProgressLine: Equatable, Sendable {
    /// What the job is at: map, reduce.
    package var phase: String
    package var doneBytes: UInt64
    /// Nil when nobody knows, as with a pipe: then there is no percentage and no bar.
    package var totalBytes: UInt64?
    package var bytesPerSecond: Double?
    package var secondsLeft: Double?
    package var workers: Int?

    package init(
        phase: String, doneBytes: UInt64, totalBytes: UInt64? = nil, bytesPerSecond: Double? = nil,
        secondsLeft: Double? = nil, workers: Int? = nil
    ) {
        self.phase = phase
        self.doneBytes = doneBytes
        self.totalBytes = totalBytes
        self.bytesPerSecond = bytesPerSecond
        self.secondsLeft = secondsLeft
        self.workers = workers
    }

    /// Before and after a line that takes the place of the one before: erasing only what is left of that does not flicker.
    package static let updateStart = "\r"
    package static let updateEnd = "\u{1B}[K"
    /// Leaves an empty line, with the cursor at its start.
    package static let clear = "\r\u{1B}[2K"

    private static let barWidths = 6...24

    /// The line for a terminal of so many columns: where it is too wide, what matters least goes first, then the bar.
    package func text(columns: Int, unicode: Bool) -> String {
        // Behind a character in the last column the cursor stays on it, and `updateEnd` would erase it.
        let columns = columns - 1
        let separator = unicode ? " · " : " | "
        var details = self.details
        var line = head
        func width() -> Int { DisplayWidth.of(([line] + details.map(\.text)).joined(separator: separator)) }
        while details.count > 1, width() + (fraction == nil ? 0 : ProgressLine.barWidths.lowerBound) > columns {
            let least = details.indices.min { details[$0].weight < details[$1].weight }!
            details.remove(at: least)
        }
        if let fraction {
            // Blanks on both sides of it, instead of the separator behind the head.
            let room = columns - width() - 2 + (details.isEmpty ? 0 : separator.count)
            if room >= ProgressLine.barWidths.lowerBound {
                line += " " + bar(fraction, width: min(room, ProgressLine.barWidths.upperBound), unicode: unicode)
            }
        }
        let tail = details.map(\.text).joined(separator: separator)
        return truncated(tail.isEmpty ? line : "\(line) \(tail)", columns)
    }

    /// Whether the locale, by the rules of its environment variables, has characters outside of ASCII.
    package static func isUTF8(environment: (String) -> String?) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty } ?? ""
        let name = locale.uppercased()
        return name.hasSuffix("UTF-8") || name.hasSuffix("UTF8")
    }
}

extension ProgressLine {
    private var fraction: Double? {
        guard let totalBytes else { return nil }
        return totalBytes == 0 ? 1 : min(1, Double(doneBytes) / Double(totalBytes))
    }

    private var head: String {
        guard let fraction else { return phase + " " }
        // Rounded down: 100 % is when it is done.
        let percent = String(Int(fraction * 100))
        return "\(phase) \(String(repeating: " ", count: 4 - percent.utf8.count))\(percent)%"
    }

    /// In the order they are shown, with what each is worth when there is little room.
    private var details: [(text: String, weight: Int)] {
        var details = [(text: HumanUnits.bytes(doneBytes), weight: 3)]
        if let totalBytes { details[0].text += " of " + HumanUnits.bytes(totalBytes) }
        if let bytesPerSecond { details.append((HumanUnits.rate(bytesPerSecond: bytesPerSecond), 2)) }
        if let secondsLeft { details.append(("\(HumanUnits.roundedDuration(seconds: secondsLeft)) left", 4)) }
        if let workers { details.append((workers == 1 ? "1 worker" : "\(workers) workers", 1)) }
        return details
    }

    private func bar(_ fraction: Double, width: Int, unicode: Bool) -> String {
        let filled = Int(fraction * Double(width))
        let (full, empty) = unicode ? ("█", "░") : ("#", "-")
        return String(repeating: full, count: filled) + String(repeating: empty, count: width - filled)
    }

    private func truncated(_ line: String, _ columns: Int) -> String {
        var result = ""
        var width = 0
        for character in line {
            width += DisplayWidth.of(String(character))
            if width > columns { break }
            result.append(character)
        }
        return result
    }
}
