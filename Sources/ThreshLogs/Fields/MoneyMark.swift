/// What stands before the digits of an amount: `$`, `US$`, `-€`, `EUR `, `(`, `+`.
enum MoneyMark {
    /// Where the amount goes on behind it; 0 where there is none.
    static func end(in text: LineBytes) -> Int {
        var index = text.at(0) == UInt8(ascii: "(") ? 1 : 0
        index += sign(text, index)
        index += currency(text, index)
        index += blank(text, index)
        return index + sign(text, index)
    }

    private static func sign(_ text: LineBytes, _ index: Int) -> Int { "+-".utf8.contains(text.at(index)) ? 1 : 0 }

    private static func blank(_ text: LineBytes, _ index: Int) -> Int {
        if text.at(index) == 32 { return 1 }
        // A blank that does not break, and a narrow one.
        if text.at(index) == 0xC2, text.at(index + 1) == 0xA0 { return 2 }
        return text.at(index) == 0xE2 && text.at(index + 1) == 0x80 && text.at(index + 2) == 0xAF ? 3 : 0
    }

    private static func currency(_ text: LineBytes, _ index: Int) -> Int {
        var end = index
        while end < index + 3, text.at(end) &- 65 < 26 { end += 1 }
        if text.at(end) == UInt8(ascii: "$"), end - index <= 2 { return end + 1 - index }
        if end - index == 3 {
            let code = codes.contains { text.slice(index, end).equals(Array($0.utf8)) }
            return code && (text.at(end) &- 48 < 10 || blank(text, end) > 0) ? 3 : 0
        }
        guard end == index else { return 0 }
        // Cent, pound and yen; and the block of signs for others, U+20A0 to U+20CF.
        if text.at(index) == 0xC2 { return [0xA2, 0xA3, 0xA5].contains(text.at(index + 1)) ? 2 : 0 }
        guard text.at(index) == 0xE2 else { return 0 }
        let (second, third) = (text.at(index + 1), text.at(index + 2))
        return second == 0x82 && third >= 0xA0 || second == 0x83 && third < 0x90 ? 3 : 0
    }

    /// Of ISO 4217, those in wide use.
    private static let codes = [
        "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "JPY", "KRW",
        "MXN",
        "MYR", "NOK", "NZD", "PHP", "PLN", "RON", "RUB", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
    ]
}
