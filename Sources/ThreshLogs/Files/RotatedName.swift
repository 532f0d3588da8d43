/// What the name of a log file says of its place among those that were rotated together.
package struct RotatedName: Equatable, Sendable {
    package enum Age: Equatable, Sendable {
        /// The day, as the number 20250225, or seconds since 1970; and what follows it, as an hour or a number.
        case date(Int, Int)
        /// Files with higher numbers are older, usually.
        case number(Int)
        /// Still written.
        case current
    }

    /// The path without what rotating added: equal for all files of a family.
    package let family: String
    package let age: Age

    package init(_ path: String) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        let directory = path[..<slash]
        var name = Array(path[slash...].utf8)
        for ending in [".gz", ".zst", ".bz2", ".xz"] where name.count > ending.utf8.count {
            if name.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
                name.removeLast(ending.utf8.count)
                break
            }
        }
        if let (range, day, rest) = RotatedName.date(in: name) {
            family = directory + String(decoding: name[..<range.lowerBound] + name[range.upperBound...], as: UTF8.self)
            age = .date(day, rest)
            return
        }
        let digits = name.reversed().prefix { RotatedName.isDigit($0) }.count
        if (1...4).contains(digits), name.count > digits + 1, name[name.count - digits - 1] == UInt8(ascii: ".") {
            family = directory + String(decoding: name.dropLast(digits + 1), as: UTF8.self)
            age = .number(RotatedName.number(name[(name.count - digits)...]))
            return
        }
        family = directory + String(decoding: name, as: UTF8.self)
        age = .current
    }

    /// Whether this file's lines come before the other's, as far as names tell.
    package func isBefore(_ other: RotatedName) -> Bool {
        switch (age, other.age) {
        case (.date(let day, let rest), .date(let otherDay, let otherRest)): (day, rest) < (otherDay, otherRest)
        case (.number(let number), .number(let other)): number > other
        case (.date, .number), (.date, .current), (.number, .current): true
        default: false
        }
    }

    /// Finds a day, or a moment in seconds, behind a separator, with the digits that follow it.
    private static func date(in name: [UInt8]) -> (range: Range<Int>, day: Int, rest: Int)? {
        for start in name.indices.dropFirst() where isSeparator(name[start]) && !isSeparator(name[start - 1]) {
            let text = name[(start + 1)...]
            guard let (day, dayEnd) = day(in: text) ?? seconds(in: text) else { continue }
            var end = dayEnd
            var rest: [UInt8] = []
            while end < name.count {
                let from = isSeparator(name[end]) || name[end] == UInt8(ascii: "T") ? end + 1 : end
                let digits = name[from...].prefix { isDigit($0) }
                if digits.isEmpty || rest.count + digits.count > 9 { break }
                rest += digits
                end = digits.endIndex
            }
            // A name may go on with an ending, but not with a word.
            if end < name.count && name[end] != UInt8(ascii: ".") { continue }
            return (start..<end, day, number(rest[...]))
        }
        return nil
    }

    /// 20250225 or 2025-02-25.
    private static func day(in text: ArraySlice<UInt8>) -> (Int, end: Int)? {
        let isDivided = text.count > 4 && isSeparator(text[text.startIndex + 4])
        let length = isDivided ? 10 : 8
        guard text.count >= length else { return nil }
        var digits = Array(text.prefix(length))
        if isDivided {
            guard digits[4] == digits[7] else { return nil }
            digits.remove(at: 7)
            digits.remove(at: 4)
        }
        guard digits.allSatisfy({ isDigit($0) }) else { return nil }
        let day = number(digits[...])
        guard (1970...2199).contains(day / 10000), (1...12).contains(day / 100 % 100), (1...31).contains(day % 100)
        else { return nil }
        return (day, text.startIndex + length)
    }

    private static func seconds(in text: ArraySlice<UInt8>) -> (Int, end: Int)? {
        let digits = text.prefix { isDigit($0) }
        return digits.count == 10 ? (number(digits), digits.endIndex) : nil
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int { digits.reduce(0) { $0 * 10 + Int($1 - 48) } }
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
}
