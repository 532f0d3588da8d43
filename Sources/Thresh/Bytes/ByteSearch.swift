internal import CThresh
internal import Glibc

/// The first `byte` in `count` bytes, or nil.
@inlinable @inline(__always)
func findByte(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    unsafe findByteLong(byte, base, count)
}

@usableFromInline
func findByteLong(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    guard let found = unsafe memchr(base, Int32(byte), count) else { return nil }
    return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
}

/// The last `byte` in `count` bytes, or nil.
func findLastByte(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    var index = count
    while index >= 64 {
        let mask = unsafe thresh_equal_mask(base + index - 64, byte)
        if mask != 0 { return index - 1 - mask.leadingZeroBitCount }
        index -= 64
    }
    while index > 0 {
        if unsafe base[index - 1] == byte { return index - 1 }
        index -= 1
    }
    return nil
}

/// How often `byte` is in `count` bytes.
func countByte(_ byte: UInt8, _ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
    unsafe thresh_count_equal(base, count, byte)
}

/// As memcmp.
@usableFromInline
func compareBytes(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    unsafe memcmp(a, b, count)
}

/// Order of two byte strings: by the first byte that differs, a prefix before what it begins.
@usableFromInline
func compareBytes(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
    let common = min(a.count, b.count)
    if common > 0 {
        let order = unsafe memcmp(a.baseAddress!, b.baseAddress!, common)
        if order != 0 { return Int(order) }
    }
    return a.count - b.count
}

extension UnsafeRawBufferPointer {
    /// Its first byte's address. REQUIRES: not empty.
    var bytes: UnsafePointer<UInt8> { unsafe baseAddress!.assumingMemoryBound(to: UInt8.self) }
}
