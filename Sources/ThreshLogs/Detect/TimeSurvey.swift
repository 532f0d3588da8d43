/// Finds out how the values of a field write times: in the layout that most of them are in.
enum TimeSurvey {
    enum Finding {
        case layout(TimeLayout)
        /// Dates whose numbers no value says the order of; with one of them.
        case undecided([UInt8])
    }

    /// - Parameters:
    ///   - values: those that are there, without empty ones.
    ///   - order: what was said of dates that do not say it themselves.
    /// - Returns: nil when they are no times: where the name does not say so, all values must be.
    static func finding(_ values: [[UInt8]], named name: String, _ order: DateOrder? = nil) -> Finding? {
        let kind = TimeName(name)
        let counts = counts(values, kind, name)
        guard let most = counts.map(\.count).max(), most > 0, isEnough(most, of: values.count, kind) else { return nil }
        let best = counts.first { $0.count == most }!.layout
        if DateOrder.rivals.contains(best), let open = openDate(values, best) {
            return order.map { .layout($0.layout) } ?? .undecided(open)
        }
        let rivals = counts.filter { $0.count == most && DateOrder.rivals.contains($0.layout) }.map(\.layout)
        guard DateOrder.rivals.contains(best), rivals.count > 1 else { return .layout(best) }
        let open = values.first { value in
            value.withLineBytes { text in rivals.contains { fits(text, $0) && !DateOrder.isSure(text, $0) } }
        }
        guard let open else { return .layout(best) }
        // Points and four digits of the year: in this order only.
        let isPointed = values.allSatisfy { value in
            value.withLineBytes { !fits($0, .dayFirst) || DateOrder.isSure($0, .dayFirst) }
        }
        if isPointed, rivals.contains(.dayFirst) { return .layout(.dayFirst) }
        if let order, rivals.contains(order.layout) { return .layout(order.layout) }
        return .undecided(open)
    }

    /// A date that may be read in two orders, both of which others of the values have; nil where one in twenty has another than
    /// the best at most.
    private static func openDate(_ values: [[UInt8]], _ best: TimeLayout) -> [UInt8]? {
        var (proven, others) = (0, 0)
        var open: [UInt8]?
        for value in values {
            value.withLineBytes { text in
                let fitting = DateOrder.rivals.filter { fits(text, $0) }
                if fitting == [best] { proven += 1 } else if fitting.count == 1 { others += 1 }
                if open == nil, fitting.count > 1, !fitting.contains(where: { DateOrder.isSure(text, $0) }) {
                    open = value
                }
            }
        }
        return proven > 0 && others * 20 > proven ? open : nil
    }

    private static func isEnough(_ count: Int, of total: Int, _ kind: TimeName) -> Bool {
        switch kind {
        case .sure: count * 5 >= total
        case .likely: count * 2 >= total
        case .vague, .none: count == total
        }
    }

    private static func counts(
        _ values: [[UInt8]], _ kind: TimeName, _ name: String
    ) -> [(layout: TimeLayout, count: Int)] {
        // Most columns hold no times, and one value shows it.
        let first = values.first
        let isVersion = kind == .none && TimeName.saysVersion(name)
        return TimeLayout.candidates.map { layout in
            func isTime(_ value: [UInt8]) -> Bool {
                value.withLineBytes { text in
                    if layout == .epoch { return kind.takes(epoch: text, name) }
                    return (kind == .sure || kind == .likely || isEvident(text, layout, isVersion))
                        && fits(text, layout)
                }
            }
            let mustFit = kind == .none || kind == .vague
            if mustFit, let first, !isTime(first) { return (layout, 0) }
            return (layout, values.count { isTime($0) })
        }
    }

    /// Whether a whole text is a time of a layout.
    static func fits(_ text: LineBytes, _ layout: TimeLayout) -> Bool {
        if layout == .epoch { return EpochTime.ticks(text) != nil }
        return TimeParser(layout, TimeContext.ofSamples).parse(text) != nil
    }

    /// Whether a text of a layout can hardly be anything else: a version or a number is not, whatever it can be read as.
    private static func isEvident(_ text: LineBytes, _ layout: TimeLayout, _ isVersion: Bool) -> Bool {
        if DateOrder.rivals.contains(layout), isShortDate(text) { return !isVersion }
        if layout.needsName { return false }
        var hasMark = false
        var run = 0
        var longest = 0
        for index in 0..<text.count {
            let byte = text[index]
            run = byte &- 48 < 10 ? run + 1 : 0
            longest = max(longest, run)
            if run == 0, byte != UInt8(ascii: ".") { hasMark = true }
        }
        // `17.03.2024`: no version has a part of four digits at its end.
        if !hasMark, layout == .dayFirst, longest == 4, run == 4 { return true }
        return hasMark
            && (longest >= 4 || layout == .rfc3164 || layout == .dayMonthYear && text.firstIndex(of: 58) != nil)
    }

    /// `28.03.24`, `28/03/24 10:11`: two digits of the year behind two of day and month each.
    private static func isShortDate(_ text: LineBytes) -> Bool {
        let mark = text.at(2)
        guard mark == UInt8(ascii: ".") || mark == UInt8(ascii: "/"), text.at(5) == mark,
            [0, 1, 3, 4, 6, 7].allSatisfy({ text.at($0) &- 48 < 10 })
        else { return false }
        return text.count == 8 || text.at(8) == 32 || text.at(8) == UInt8(ascii: ",")
    }
}
