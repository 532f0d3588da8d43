extension TimeLayout {
    static let candidates: [TimeLayout] = [.iso, .clf, .dayMonthYear, .asctime, .rfc3164, .twoDigitYear, .glog]
}

extension TimeReader {
    static func length(_ layout: TimeLayout, _ text: LineBytes) -> Int {
        var reader = TimeReader(text: text)
        let time: LocalTime? =
            switch layout {
            case .clf, .dayMonthYear: reader.dayMonthYear()
            case .iso: reader.iso()
            case .rfc3164: reader.monthDay()
            case .asctime: reader.asctime()
            case .twoDigitYear: reader.twoDigitYear()
            case .glog: reader.glog()
            case .epoch: nil
            }
        guard time != nil else { return 0 }
        var end = min(reader.position, text.count)
        for next in [1, 4, 5, 6, 7] where end + next <= text.count {
            let isBehindBlank = text.at(end) == 32
            let suffix = text.slice(end + (isBehindBlank ? 1 : 0), end + next)
            let follows = text.at(end + next)
            if follows &- 48 < 10 || (follows | 0x20) &- 97 < 26 { continue }
            if ZoneSuffix.offset(suffix) != nil || ZoneSuffix.isAbbreviation(suffix) { end += next; break }
        }
        return end
    }
}
