public import Glibc

/// Bytes that grow at the end, in memory that is kept when it is emptied: no allocation once it is large enough.
///
/// Appending is O(bytes appended), amortised; everything else is O(1).
@safe public struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    @usableFromInline var used = 0

    /// Allocates nothing before something is appended when `capacity` is 0: for a local variable that is rarely used.
    @inlinable public init(capacity: Int = 256) {
        if capacity == 0 {
            self.capacity = 0
            // Never read or written.
            unsafe base = UnsafeMutablePointer(bitPattern: ByteBuffer.noAddress)!
            return
        }
        self.capacity = max(capacity, 16)
        guard let memory = unsafe malloc(self.capacity) else { fatalError("out of memory: \(capacity) bytes") }
        unsafe base = memory.assumingMemoryBound(to: UInt8.self)
    }

    @inlinable deinit { if capacity > 0 { unsafe free(base) } }

    /// So near to a page's end that nothing reads ahead from it.
    @usableFromInline static var noAddress: Int { 4095 }

    @inlinable public internal(set) var count: Int {
        get { used }
        set { used = newValue }
    }

    /// Keeps the memory.
    @inlinable public mutating func removeAll() { used = 0 }

    /// Keeps the first so many bytes.
    @inlinable public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= used, "there are fewer bytes")
        used = count
    }

    @inlinable public var view: ByteView {
        @_lifetime(borrow self) get { unsafe ByteView(unsafeStart: base, count: used) }
    }

    @unsafe @inlinable public var rawBuffer: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: base, count: used)
    }

    @inlinable public mutating func append(_ view: ByteView) { unsafe append(view.rawBuffer) }

    @inlinable public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        // SAFETY: `reserve` made room for them.
        if let source = bytes.baseAddress { unsafe memcpy(base + used, source, bytes.count) }
        used += bytes.count
    }

    @inlinable public mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base[used] = byte
        used += 1
    }

    /// Little-endian, without padding.
    @inlinable public mutating func append<T: FixedWidthInteger>(integer value: T) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe append($0) }
    }

    /// Overwrites four bytes, little-endian.
    @inlinable mutating func replace(at place: Int, with value: UInt32) {
        precondition(place >= 0 && place + 4 <= used, "place out of range")
        unsafe withUnsafeBytes(of: value.littleEndian) {
            unsafe (base + place).update(from: $0.baseAddress!.assumingMemoryBound(to: UInt8.self), count: 4)
        }
    }

    /// UTF-8, without an end.
    @inlinable public mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { unsafe append(UnsafeRawBufferPointer($0)) }
    }

    @inlinable @inline(__always)
    mutating func reserve(_ more: Int) { if used + more > capacity { grow(used + more) } }

    @usableFromInline
    mutating func grow(_ needed: Int) {
        let grown = max(capacity * 2, needed, 64)
        // Large memory is moved by its pages: there are never two copies of it.
        guard let moved = unsafe realloc(capacity > 0 ? base : nil, grown) else {
            fatalError("out of memory: \(grown) bytes")
        }
        unsafe base = moved.assumingMemoryBound(to: UInt8.self)
        capacity = grown
    }
}
