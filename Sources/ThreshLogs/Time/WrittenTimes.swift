package import Thresh

/// Times among the texts and numbers of a column that other files have as times: what is written as those are, or as answers
/// print a time.
///
/// One process, one thread at a time.
package final class WrittenTimes {
    private let parsers: [TimeParser]

    /// - Parameter layouts: how the other files write times.
    package init(_ layouts: [TimeLayout], _ context: TimeContext) {
        parsers = (layouts.filter { $0 != .iso } + [.iso]).map { TimeParser($0, context) }
    }

    /// The ticks of a time; nil for what is no such time.
    func parse(_ text: LineBytes) -> Int64? {
        let text = text.trimmed
        // No time has fewer.
        if text.count < 6 || !WrittenTimes.hasDigit(text) { return nil }
        for parser in parsers {
            if let time = parser.parse(text) { return time }
        }
        return nil
    }

    /// The same of bytes that stay where they are meanwhile.
    package func time(of text: ByteView) -> Timestamp? {
        // SAFETY: the bytes are read here alone.
        let bytes = unsafe LineBytes(text)
        return parse(bytes).map { Timestamp(ticks: $0) }
    }

    private static func hasDigit(_ text: LineBytes) -> Bool {
        for index in 0..<text.count where text[index] &- 48 < 10 { return true }
        return false
    }
}
