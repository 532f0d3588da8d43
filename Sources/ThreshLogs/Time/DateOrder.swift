/// Which of a date's numbers is first, where numbers alone do not say.
public enum DateOrder: String, Sendable, CaseIterable {
    case dayFirst = "day-first"
    case monthFirst = "month-first"
    case yearFirst = "year-first"

    var layout: TimeLayout {
        switch self {
        case .dayFirst: .dayFirst
        case .monthFirst: .monthFirst
        case .yearFirst: .twoDigitYear
        }
    }

    /// Layouts that the same numbers can be in.
    static let rivals: [TimeLayout] = allCases.map(\.layout)

    /// Whether a text is in no other of these layouts, or is the same date in them; points stand between day, month and
    /// a year of four digits in this order only.
    static func isSure(_ text: LineBytes, _ layout: TimeLayout) -> Bool {
        var reader = TimeReader(text: text)
        guard let time = reader.read(layout) else { return false }
        if layout == .dayFirst, isPointed(text) { return true }
        return rivals.allSatisfy { rival in
            if rival == layout { return true }
            var other = TimeReader(text: text)
            guard let reading = other.read(rival), other.position == reader.position else { return true }
            return reading.date == time.date
        }
    }

    /// `01.05.2024`.
    private static func isPointed(_ text: LineBytes) -> Bool {
        var reader = TimeReader(text: text)
        reader.passWeekday()
        return reader.number(1...2) != nil && reader.take(UInt8(ascii: ".")) && reader.number(1...2) != nil
            && reader.take(UInt8(ascii: ".")) && reader.number(4...4) != nil
    }

    /// `'07/11/2024' is 7 November 2024 or 11 July 2024`.
    static func readings(of text: [UInt8]) -> String {
        let dates = text.withLineBytes { text in
            rivals.compactMap { layout -> String? in
                var reader = TimeReader(text: text)
                return reader.read(layout).map { "\($0.date.day) \(monthNames[$0.date.month - 1]) \($0.date.year)" }
            }
        }
        var seen: Set<String> = []
        let different = dates.filter { seen.insert($0).inserted }
        return "'\(String(decoding: text, as: UTF8.self))' is \(different.joined(separator: " or "))"
    }

    private static let monthNames = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
