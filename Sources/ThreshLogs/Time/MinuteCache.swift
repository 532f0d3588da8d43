/// The minute of the last time in the common log format: lines of one minute follow each other.
///
/// `10/Oct/2000:13:55:36 -0700`: all but the two digits of the second are compared as words.
@safe struct MinuteCache {
    private var head: UInt64 = 0
    private var middle: UInt64 = 0
    private var overlap: UInt64 = 0
    private var tail: UInt64 = 0
    /// Seconds since 1970 of the minute's start.
    private var start: Int64 = 0

    /// REQUIRES: 26 bytes at `bytes`.
    @inline(__always)
    func clfSeconds(_ bytes: UnsafePointer<UInt8>) -> Int64? {
        let raw = unsafe UnsafeRawPointer(bytes)
        let last = unsafe raw.loadUnaligned(fromByteOffset: 18, as: UInt64.self)
        let tens = UInt8(truncatingIfNeeded: last) &- 48
        let ones = UInt8(truncatingIfNeeded: last >> 8) &- 48
        var others = unsafe raw.loadUnaligned(as: UInt64.self) ^ head
        unsafe others |= raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self) ^ middle
        unsafe others |= raw.loadUnaligned(fromByteOffset: 10, as: UInt64.self) ^ overlap
        others |= last >> 16 ^ tail
        let isSame = others == 0
        return isSame && tens < 6 && ones < 10 ? start &+ Int64(tens &* 10 &+ ones) : nil
    }

    /// REQUIRES: 26 bytes at `bytes`.
    mutating func remember(_ bytes: UnsafePointer<UInt8>, _ minuteStart: Int64) {
        let raw = unsafe UnsafeRawPointer(bytes)
        unsafe head = raw.loadUnaligned(as: UInt64.self)
        unsafe middle = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        unsafe overlap = raw.loadUnaligned(fromByteOffset: 10, as: UInt64.self)
        unsafe tail = raw.loadUnaligned(fromByteOffset: 18, as: UInt64.self) >> 16
        start = minuteStart
    }
}
