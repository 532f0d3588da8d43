internal import CThresh

/// Searches within a line.
///
/// REQUIRES of every call: 64 bytes behind `base + limit` are readable. What is found lies before `limit`; -1 says that
/// nothing was.
enum LineScan {
    /// Eight bytes, the first of them lowest.
    @inline(__always)
    static func load(_ base: UnsafePointer<UInt8>, _ offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The `count`-th occurrence of a byte.
    @inline(__always)
    static func byte(
        _ byte: UInt8, _ count: UInt16, _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int
    ) -> Int {
        var window = start
        var remaining = count
        while window < limit {
            var mask = unsafe thresh_equal_mask(base + window, byte)
            while mask != 0 {
                remaining &-= 1
                if remaining == 0 {
                    let found = window &+ mask.trailingZeroBitCount
                    return found < limit ? found : -1
                }
                mask &= mask &- 1
            }
            window &+= 64
        }
        return -1
    }

    @inline(__always)
    static func literal(_ literal: ShortBytes, _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        var window = start
        while window < limit {
            var mask = unsafe thresh_equal_mask(base + window, literal.firstByte)
            while mask != 0 {
                let found = window &+ mask.trailingZeroBitCount
                if found &+ literal.count > limit { return -1 }
                if unsafe load(base, found) & literal.mask == literal.word { return found }
                mask &= mask &- 1
            }
            window &+= 64
        }
        return -1
    }

    /// The quote that ends a text which begins at `start`.
    @inline(__always)
    static func quote(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        var window = start
        while window < limit {
            var mask = unsafe thresh_equal_mask(base + window, UInt8(ascii: "\""))
            while mask != 0 {
                let found = window &+ mask.trailingZeroBitCount
                if found >= limit { return -1 }
                if unsafe found == start || base[found &- 1] != UInt8(ascii: "\\") { return found }
                if unsafe !isEscaped(base, found, start) { return found }
                mask &= mask &- 1
            }
            window &+= 64
        }
        return -1
    }

    /// Whether an odd number of backslashes stands before a byte.
    @inline(never)
    static func isEscaped(_ base: UnsafePointer<UInt8>, _ offset: Int, _ start: Int) -> Bool {
        var index = offset
        while unsafe index > start && base[index - 1] == UInt8(ascii: "\\") { index -= 1 }
        return (offset - index) & 1 == 1
    }

    /// Up to eight digits and their value; 8 may be the start of more.
    @inline(__always)
    static func digits(_ base: UnsafePointer<UInt8>, _ start: Int) -> (count: Int, value: Int64) {
        let word = unsafe load(base, start) ^ 0x3030_3030_3030_3030
        // The high bit of each byte that is no digit, exact up to the first such.
        let others = ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
        let count = others.trailingZeroBitCount >> 3
        // Leading zeros in front of fewer digits, then pairs, fours and eights of them.
        var digits = count == 0 ? 0 : word << UInt64(64 &- 8 &* count)
        digits = (digits &* 10 &+ (digits >> 8)) & 0x00FF_00FF_00FF_00FF
        digits = (digits &* 100 &+ (digits >> 16)) & 0x0000_FFFF_0000_FFFF
        digits = (digits &* 10_000 &+ (digits >> 32)) & 0xFFFF_FFFF
        return (count, Int64(digits))
    }

    /// The first place where either stands; without `other`, the line's end will do.
    @inline(never)
    static func either(
        _ literal: ShortBytes, _ other: ShortBytes, _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int
    ) -> Int {
        var index = start
        while index < limit {
            let word = unsafe load(base, index)
            if word & literal.mask == literal.word, index + literal.count <= limit { return index }
            if other.count > 0, word & other.mask == other.word, index + other.count <= limit { return index }
            index += 1
        }
        return other.count == 0 && start <= limit ? limit : -1
    }

    /// The literal behind the last element of a list: not one that a comma or ` :` stands before, or ` : ` begins at.
    @inline(never)
    static func list(_ literal: ShortBytes, _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        let line = unsafe LineBytes(base, limit)
        var found = unsafe literal.count == 0 ? limit : self.literal(literal, base, start, limit)
        while found >= 0, found < limit, line[found] == 32 {
            let isInList =
                found > start && line[found - 1] == UInt8(ascii: ",")
                || line.starts(with: ": ", at: found + 1)
                || found > start + 1 && line.starts(with: " :", at: found - 2)
            if !isInList { break }
            found = unsafe self.literal(literal, base, found + 1, limit)
        }
        return found
    }

    /// The literal where an even number of backslashes is before it.
    static func unescaped(_ literal: ShortBytes, _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        var found = unsafe self.literal(literal, base, start, limit)
        while found > start, unsafe isEscaped(base, found, start) {
            found = unsafe self.literal(literal, base, found + 1, limit)
        }
        return found
    }

    /// Where a word ends that may be a list, `a, b` or `a : b`, given where it seems to end.
    @inline(__always)
    static func endOfList(
        _ literal: ShortBytes, _ other: ShortBytes, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int,
        _ limit: Int
    ) -> Int {
        guard end > start, end &+ 2 < limit, unsafe base[end] == 32 else { return end }
        let goesOn =
            unsafe base[end &- 1] == UInt8(ascii: ",") || base[end &+ 1] == UInt8(ascii: ":") && base[end &+ 2] == 32
        return unsafe goesOn ? endOfLongerList(literal, other, base, start, end, limit) : end
    }

    @inline(never)
    private static func endOfLongerList(
        _ literal: ShortBytes, _ other: ShortBytes, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int,
        _ limit: Int
    ) -> Int {
        let line = unsafe LineBytes(base, limit)
        var end = end
        while end > start, end &+ 2 < limit, line[end] == 32 {
            if line[end - 1] != UInt8(ascii: ","), !line.starts(with: ": ", at: end + 1) { break }
            let next = line.starts(with: ": ", at: end + 1) ? end + 3 : end + 1
            end = unsafe either(literal, other, base, next, limit)
            if end < 0 { return limit }
        }
        return end
    }

    /// The end of RFC 5424's structured data.
    @inline(never)
    static func structuredData(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        let line = unsafe LineBytes(base, limit)
        if line.at(start) == UInt8(ascii: "-") { return start + 1 }
        var index = start
        while line.at(index) == UInt8(ascii: "[") {
            var isQuoted = false
            index += 1
            while index < limit, isQuoted || line[index] != UInt8(ascii: "]") {
                if line[index] == UInt8(ascii: "\\"), isQuoted {
                    index += 1
                } else if line[index] == UInt8(ascii: "\"") {
                    isQuoted.toggle()
                }
                index += 1
            }
            if index >= limit { return -1 }
            index += 1
        }
        return index > start ? index : -1
    }
}
