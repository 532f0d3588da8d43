internal import Glibc
internal import Thresh

/// Bytes of a line, for this module's own parsers: what `ByteView` is, but free of lifetimes, so that a parser can
/// keep it in a variable.
///
/// REQUIRES of whoever makes one: it does not outlive the call that was given the line. Reads are bounds-checked.
@safe struct LineBytes {
    let base: UnsafePointer<UInt8>
    let count: Int

    @unsafe init(_ base: UnsafePointer<UInt8>, _ count: Int) {
        unsafe self.base = base
        self.count = count
    }

    @unsafe init(_ view: ByteView) {
        let buffer = unsafe view.rawBuffer
        unsafe self.base = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
        count = view.count
    }

    @inline(__always) subscript(index: Int) -> UInt8 {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "index out of range")
        // SAFETY: checked above.
        return unsafe base[index]
    }

    /// The byte at an index, or 0 behind the end.
    @inline(__always) func at(_ index: Int) -> UInt8 {
        unsafe UInt(bitPattern: index) < UInt(bitPattern: count) ? base[index] : 0
    }

    func slice(_ lower: Int, _ upper: Int) -> LineBytes {
        precondition(lower >= 0 && lower <= upper && upper <= count, "slice out of range")
        return unsafe LineBytes(base + lower, upper - lower)
    }

    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && starts(with: text) }

    func starts(with text: StaticString, at start: Int = 0) -> Bool {
        guard start >= 0, start + text.utf8CodeUnitCount <= count else { return false }
        for index in 0..<text.utf8CodeUnitCount where unsafe base[start + index] != text.utf8Start[index] {
            return false
        }
        return true
    }

    func equals(_ other: LineBytes) -> Bool {
        // SAFETY: as many bytes are in both.
        unsafe count == other.count && memcmp(base, other.base, count) == 0
    }

    func equals(_ bytes: [UInt8]) -> Bool { count == bytes.count && starts(with: bytes) }

    func starts(with bytes: [UInt8], at start: Int = 0) -> Bool {
        guard start >= 0, start + bytes.count <= count else { return false }
        return unsafe bytes.withUnsafeBytes { other in
            // SAFETY: as many bytes are there, as checked above.
            unsafe other.isEmpty || memcmp(other.baseAddress!, base + start, other.count) == 0
        }
    }

    /// For tables within a process; where it collides, only time is lost.
    var hash: UInt64 {
        var hash = UInt64(count) &* 0x9E37_79B9_7F4A_7C15
        var index = 0
        while index + 8 <= count {
            // SAFETY: the eight bytes are within the bytes.
            let word = unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            hash = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
            hash ^= hash >> 32
            index += 8
        }
        while index < count {
            hash = (hash ^ UInt64(self[index])) &* 0x0000_0100_0000_01B3
            index += 1
        }
        return hash ^ hash >> 29
    }

    func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start >= 0, start < count, let found = unsafe memchr(base + start, Int32(byte), count - start) else {
            return nil
        }
        return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    func lastIndex(of byte: UInt8) -> Int? {
        var index = count - 1
        while index >= 0 {
            if unsafe base[index] == byte { return index }
            index -= 1
        }
        return nil
    }

    /// What is between white space at both ends.
    var trimmed: LineBytes {
        var lower = 0
        var upper = count
        while lower < upper, self[lower] == 32 || self[lower] == 9 { lower += 1 }
        while upper > lower, self[upper - 1] == 32 || self[upper - 1] == 9 { upper -= 1 }
        return slice(lower, upper)
    }

    var bytes: [UInt8] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

    var string: String { unsafe String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }
}

extension Array where Element == UInt8 {
    /// Lets a parser read an array as it reads a line.
    func withLineBytes<R>(_ body: (LineBytes) throws -> R) rethrows -> R {
        try unsafe withUnsafeBufferPointer { buffer in
            // SAFETY: an empty array may have no address; nothing is read through the one that stands in.
            try unsafe body(LineBytes(buffer.baseAddress ?? UnsafePointer(bitPattern: 4095)!, buffer.count))
        }
    }
}
