internal import Thresh

/// Times written without quotes: `2015-05-17`, `2015-05-17T12:30`, `2015-05-17T12:30:00.5+02:00`.
enum TimeLiteral {
    static func prefix(of bytes: ArraySlice<UInt8>) -> (literal: Expression.Literal, length: Int)? {
        Array(bytes.prefix(64)).withLineBytes { text in
            guard text.count >= 10, Digits.four(text, 0) != nil, text[4] == UInt8(ascii: "-"),
                Digits.two(text, 5) != nil, text[7] == UInt8(ascii: "-"), Digits.two(text, 8) != nil
            else { return nil }
            // Beyond a blank, other words of the expression may stand.
            let end = text.firstIndex(of: 32) ?? text.count
            var reader = TimeReader(text: text.slice(0, end))
            guard let time = reader.read(.iso), let literal = literal(time, reader) else { return nil }
            return (literal, reader.position)
        }
    }

    /// A whole text as a time, in any of the layouts; nil when it is none, or might be several.
    static func whole(_ text: String) -> Expression.Literal? {
        Array(text.utf8).withLineBytes { text in
            for layout in TimeLayout.candidates where !layout.lacksYear && layout != .epoch {
                var reader = TimeReader(text: text)
                guard let time = reader.read(layout), reader.position == text.count else { continue }
                let isOpen = layout == .dayFirst || layout == .monthFirst || layout == .twoDigitYear
                return isOpen && !DateOrder.isSure(text, layout) ? nil : literal(time, reader)
            }
            return nil
        }
    }

    private static func literal(_ time: LocalTime, _ reader: TimeReader) -> Expression.Literal? {
        let offset: Int? =
            switch reader.zone {
            case .none: nil
            case .offset(let seconds): seconds
            case .abbreviation(let start, let end): ZoneNames.meaning(reader.text, start, end)?.offset
            case .name(let start, let end):
                (try? TimeZoneRules.named(reader.text.slice(start, end).string)).map {
                    Int(time.seconds - $0.utc(fromLocal: time.seconds))
                }
            }
        guard let offset else { return .localTime(seconds: time.seconds, nanoseconds: time.nanosecond) }
        return Timestamp(seconds: time.seconds - Int64(offset), nanoseconds: time.nanosecond).map { .time($0) }
    }
}
