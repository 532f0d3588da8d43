/// The minute of the last time of the ISO kind: its first sixteen bytes, `2024-05-01T12:30`, as words.
@safe struct ISOMinuteCache {
    private var date: UInt64 = 0
    private var clock: UInt64 = 0
    private var minute: Int64 = 0

    /// The minute's start since 1970, as if it were UTC; nil when it is another minute.
    ///
    /// REQUIRES: 16 bytes at `bytes`.
    @inline(__always)
    func start(_ bytes: UnsafePointer<UInt8>) -> Int64? {
        let raw = unsafe UnsafeRawPointer(bytes)
        let date = unsafe raw.loadUnaligned(as: UInt64.self)
        let clock = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        return date == self.date && clock == self.clock ? minute : nil
    }

    /// REQUIRES: 16 bytes at `bytes`.
    mutating func remember(_ bytes: UnsafePointer<UInt8>, _ minute: Int64) {
        let raw = unsafe UnsafeRawPointer(bytes)
        unsafe date = raw.loadUnaligned(as: UInt64.self)
        unsafe clock = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
        self.minute = minute
    }
}
