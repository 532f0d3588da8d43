internal import Thresh

/// Times written without quotes: `2015-05-17`, `2015-05-17T12:30`, `2015-05-17T12:30:00.5+02:00`.
enum TimeLiteral {
    static func prefix(of bytes: ArraySlice<UInt8>) -> (literal: Expression.Literal, length: Int)? {
        Array(bytes.prefix(64)).withLineBytes { text in
            guard text.count >= 10, let year = Digits.four(text, 0), text[4] == UInt8(ascii: "-"),
                let month = Digits.two(text, 5), text[7] == UInt8(ascii: "-"), let day = Digits.two(text, 8)
            else { return nil }
            let date = CivilDate(year: year, month: month, day: day)
            guard date.isValid, year > 1677, year < 2262 else { return nil }
            var seconds = Int64(date.daysSince1970) * 86400
            var nanoseconds: Int64 = 0
            guard text.at(10) == UInt8(ascii: "T"), let hour = Digits.two(text, 11), text.at(13) == UInt8(ascii: ":"),
                let minute = Digits.two(text, 14), hour < 24, minute < 60
            else { return (.localTime(seconds: seconds, nanoseconds: 0), 10) }
            seconds += Int64(hour * 3600 + minute * 60)
            var length = 16
            if text.at(16) == UInt8(ascii: ":"), let second = Digits.two(text, 17), second <= 60 {
                seconds += Int64(second)
                length = 19
                if text.at(19) == UInt8(ascii: "."), text.at(20) &- 48 < 10 {
                    length = 20
                    var scale: Int64 = 100_000_000
                    while text.at(length) &- 48 < 10 {
                        nanoseconds += Int64(text.at(length) &- 48) * scale
                        scale /= 10
                        length += 1
                    }
                }
            }
            for suffix in [6, 5, 3, 1] where length + suffix <= text.count {
                guard let offset = ZoneSuffix.offset(text.slice(length, length + suffix)) else { continue }
                guard let time = Timestamp(seconds: seconds - Int64(offset), nanoseconds: nanoseconds) else {
                    return nil
                }
                return (.time(time), length + suffix)
            }
            return (.localTime(seconds: seconds, nanoseconds: nanoseconds), length)
        }
    }

    /// A whole text as a time; with a blank for the `T` too.
    static func whole(_ text: String) -> Expression.Literal? {
        var bytes = Array(text.utf8)
        if bytes.count > 10, bytes[10] == 32 { bytes[10] = UInt8(ascii: "T") }
        guard let time = prefix(of: bytes[...]), time.length == bytes.count else { return nil }
        return time.literal
    }
}
