extension LineScan {
    /// Where so many cells end, each with its separator; -1 where there are fewer.
    static func cells(
        _ number: UInt16, _ separator: UInt8, _ base: UnsafePointer<UInt8>, _ position: Int, _ limit: Int
    ) -> Int {
        var position = position
        for _ in 0..<number {
            let cell = unsafe cell(separator, base, position, limit)
            if cell.end < 0 || cell.next >= limit { return -1 }
            position = cell.next &+ 1
        }
        return position
    }

    /// A CSV cell: where its text is, in which form, and where the cell ends: at the separator, or at the line's end.
    ///
    /// Blanks around it do not belong to it. It is quoted when a quote is its first byte, and its text then is what is
    /// between the quotes; where quotes are doubled, or more follows the closing one, the text is what `CSVQuotes` makes
    /// of all of it.
    ///
    /// - Returns: an end of -1 where the quote is not closed.
    static func cell(
        _ separator: UInt8, _ base: UnsafePointer<UInt8>, _ position: Int, _ limit: Int
    ) -> (start: Int, end: Int, form: FieldForm, next: Int) {
        var start = position
        // Blanks that separate belong to no cell.
        let blank: UInt8 = separator == 32 ? 0 : 32
        while unsafe start < limit && base[start] == blank { start &+= 1 }
        guard unsafe start < limit && base[start] == UInt8(ascii: "\"") else {
            let found = unsafe byte(separator, 1, base, start, limit)
            let next = found < 0 ? limit : found
            var end = next
            while unsafe end > start && base[end &- 1] == blank { end &-= 1 }
            return (start, end, .plain, next)
        }
        var index = start + 1
        var isDoubled = false
        while true {
            index = unsafe byte(UInt8(ascii: "\""), 1, base, index, limit)
            if index < 0 { return (start + 1, -1, .plain, limit) }
            guard unsafe index + 1 < limit && base[index + 1] == UInt8(ascii: "\"") else { break }
            isDoubled = true
            index += 2
        }
        var next = index + 1
        while unsafe next < limit && base[next] == blank { next += 1 }
        if unsafe next == limit || base[next] == separator {
            return isDoubled ? (start, index + 1, .quotedCell, next) : (start + 1, index, .plain, next)
        }
        let found = unsafe byte(separator, 1, base, next, limit)
        next = found < 0 ? limit : found
        return (start, next, .quotedCell, next)
    }
}
