/// Where a time ends within a line: at its own end, whatever stands behind it.
///
/// REQUIRES of every call: 64 bytes behind `base + limit` are readable.
enum TimeExtent {
    /// -1 when no time of the layout begins at `start`, or when it ends behind `limit`.
    @inline(__always)
    static func end(_ layout: TimeLayout, _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        let usual: Int =
            switch layout {
            case .iso: unsafe usualISO(base, start, limit)
            case .rfc3164: unsafe usualSyslog(base, start, limit)
            default: -1
            }
        return unsafe usual >= 0 ? usual : slowEnd(layout, base, start, limit)
    }

    @inline(never)
    private static func slowEnd(
        _ layout: TimeLayout, _ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int
    ) -> Int {
        if start > limit { return -1 }
        let length = unsafe TimeReader.length(layout, LineBytes(base + start, limit - start))
        return length > 0 ? start + length : -1
    }

    /// `2024-05-01T12:30:00`, a fraction, `Z` or nothing; -1 for all else, which a closer look is needed for.
    @inline(__always)
    private static func usualISO(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        var end = start &+ 19
        let colon = UInt8(ascii: ":")
        // SAFETY of all reads here: they reach less than 64 bytes behind the limit.
        guard end <= limit, unsafe base[start &+ 13] == colon, unsafe base[start &+ 16] == colon,
            unsafe base[start &+ 18] &- 48 < 10, unsafe base[start &+ 4] &- 45 < 3
        else { return -1 }
        let mark = unsafe base[end]
        if mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
            let digits = unsafe LineScan.digits(base, end &+ 1).count
            if digits == 8 { return unsafe longFraction(base, end &+ 9, limit) }
            if digits > 0 { end &+= 1 &+ digits }
        }
        return unsafe endOfUsual(base, end, limit)
    }

    @inline(never)
    private static func longFraction(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        var end = start
        while unsafe end < limit && base[end] &- 48 < 10 { end += 1 }
        return unsafe endOfUsual(base, end, limit)
    }

    /// `Jan  5 12:30:00`.
    @inline(__always)
    private static func usualSyslog(_ base: UnsafePointer<UInt8>, _ start: Int, _ limit: Int) -> Int {
        let end = start &+ 15
        let colon = UInt8(ascii: ":")
        guard end <= limit, unsafe base[start &+ 9] == colon, unsafe base[start &+ 12] == colon,
            unsafe base[start &+ 3] == 32, unsafe base[start &+ 6] == 32, unsafe base[start &+ 14] &- 48 < 10,
            unsafe base[end] == 32
        else { return -1 }
        return unsafe endOfUsual(base, end, limit)
    }

    /// -1 where a zone, AM, PM or a year may follow.
    @inline(__always)
    private static func endOfUsual(_ base: UnsafePointer<UInt8>, _ end: Int, _ limit: Int) -> Int {
        if end >= limit { return end }
        let next = unsafe base[end]
        if next == UInt8(ascii: "Z") { return unsafe end &+ 1 >= limit || isEnd(base[end &+ 1]) ? end &+ 1 : -1 }
        if next != 32 { return isEnd(next) ? end : -1 }
        let behind = unsafe base[end &+ 1]
        // Offsets, digits, small letters of `pm`, capitals that a zone may end with, wide blanks, more blanks.
        if behind == 32 || behind == 9 || behind >= 0x80 { return -1 }
        if behind &- 48 < 10 { return unsafe base[end &+ 1] &- 49 < 2 && base[end &+ 5] == 32 ? -1 : end }
        if behind == UInt8(ascii: "+") || behind == UInt8(ascii: "-") {
            return unsafe base[end &+ 2] &- 48 < 10 ? -1 : end
        }
        if (behind | 0x20) &- 97 >= 26 { return end }
        return unsafe mayNameZone(base, end &+ 1) ? -1 : end
    }

    /// What never goes on with a time.
    @inline(__always)
    private static func isEnd(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "]"), UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: ">"), 9, 32, UInt8(ascii: "="), UInt8(ascii: "#"):
            true
        default: false
        }
    }

    /// Whether a word is AM or PM, or has letters as zones and their areas do.
    @inline(__always)
    private static func mayNameZone(_ base: UnsafePointer<UInt8>, _ start: Int) -> Bool {
        let (first, second) = unsafe (base[start], base[start &+ 1])
        if first | 0x20 == UInt8(ascii: "a") || first | 0x20 == UInt8(ascii: "p") { return true }
        if first >= 97 { return first == UInt8(ascii: "z") }
        if second >= 97 { return first == UInt8(ascii: "E") || first == UInt8(ascii: "I") }
        var end = start &+ 1
        while unsafe end < start &+ 5 && base[end] &- 65 < 26 { end &+= 1 }
        switch unsafe base[end &- 1] {
        case UInt8(ascii: "T"), UInt8(ascii: "C"), UInt8(ascii: "Z"), UInt8(ascii: "K"), UInt8(ascii: "D"): return true
        default: return false
        }
    }
}
