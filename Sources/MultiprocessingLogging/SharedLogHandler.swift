public import Logging
internal import Multiprocessing
internal import Platform

/// A handler of swift-log for processes that log to one place: their lines are never mixed, and say whose they are.
///
///     2026-03-01T12:00:00.250Z warning server [worker 1, 4711]: slow answer; path=/ ms=1200
///
/// What would end a line in a message or in metadata is written as `\n`: an event is always one line.
public struct SharedLogHandler: LogHandler {
    public var logLevel: Logger.Level = .info
    public var metadata: Logger.Metadata = [:]
    public var metadataProvider: Logger.MetadataProvider?
    private let label: String
    private let output: SharedLogOutput

    public init(label: String, output: SharedLogOutput, metadataProvider: Logger.MetadataProvider? = nil) {
        self.label = label
        self.output = output
        self.metadataProvider = metadataProvider
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let fields = all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        let whose = "[\(CurrentProcess.name), \(CurrentProcess.pid)]"
        let text = "\(event.level) \(label) \(whose): \(event.message)\(fields.isEmpty ? "" : "; \(fields)")"
        let line = SharedLogHandler.onOneLine(text)
        // The time is that of the line, and they come in order.
        output.write { SharedLogHandler.time(WallClock.nanoseconds) + " " + line }
    }

    private static func onOneLine(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" }) else { return text }
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// In UTC, as ISO 8601 has it, to the millisecond.
    ///
    /// - Parameter nanoseconds: since 1970.
    static func time(_ nanoseconds: Int64) -> String {
        let milliseconds = nanoseconds / 1_000_000
        let (days, rest) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
        // Years that begin in March, so that a leap day is the last of one; cycles of 400 years.
        let shifted = days + 719_468
        let cycle = shifted / 146_097
        let day = shifted % 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * month + 2) / 5 + 1
        let calendarMonth = month < 10 ? month + 3 : month - 9
        let calendarYear = year + cycle * 400 + (calendarMonth <= 2 ? 1 : 0)
        func digits(_ number: Int64, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        return "\(digits(calendarYear, 4))-\(digits(calendarMonth, 2))-\(digits(dayOfMonth, 2))"
            + "T\(digits(rest / 3_600_000, 2)):\(digits(rest / 60_000 % 60, 2)):\(digits(rest / 1000 % 60, 2))"
            + ".\(digits(rest % 1000, 3))Z"
    }
}
