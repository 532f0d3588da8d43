internal import Thresh

/// Reads times in whatever layout each is written, trying that of the last one first.
///
/// One process, one thread at a time.
final class AnyTimeParser {
    private let parsers: [TimeParser]
    private let order: DateOrder?
    private var last = 0

    /// - Parameter order: of dates whose numbers do not say it; without one, these are not read.
    init(_ context: TimeContext, _ order: DateOrder?) {
        parsers = TimeLayout.candidates.map { TimeParser($0, context) }
        self.order = order
    }

    /// The ticks of a time; nil when a text is no time, or might be two.
    func parse(_ text: LineBytes) -> Int64? {
        let text = text.trimmed
        if text.count == 0 { return nil }
        if let value = value(text, last) { return value }
        for index in parsers.indices where index != last {
            guard let value = value(text, index) else { continue }
            last = index
            return value
        }
        return nil
    }

    private func value(_ text: LineBytes, _ index: Int) -> Int64? {
        let layout = parsers[index].layout
        // Digits alone are a day or a number since 1970, by their size.
        if layout == .epoch ? !isEpoch(text) : !hasMark(text) && layout != .compact { return nil }
        guard let value = parsers[index].parse(text) else { return nil }
        if DateOrder.rivals.contains(layout), !DateOrder.isSure(text, layout), order?.layout != layout { return nil }
        return value
    }

    private func isEpoch(_ text: LineBytes) -> Bool {
        for index in 0..<text.count {
            let byte = text[index]
            let isOfNumber =
                byte &- 48 < 10 || byte | 0x20 == UInt8(ascii: "e") || byte == 43 || byte == 45 || byte == 46
            if !isOfNumber { return false }
        }
        return true
    }

    private func hasMark(_ text: LineBytes) -> Bool {
        for index in 0..<text.count where text[index] &- 48 >= 10 { return true }
        return false
    }
}
