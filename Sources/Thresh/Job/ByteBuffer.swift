internal import Glibc

/// Bytes that grow at the end, in memory that is kept when it is emptied: no allocation once it is large enough.
@safe public struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    public internal(set) var count = 0

    public init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        unsafe base = UnsafeMutablePointer<UInt8>.allocate(capacity: self.capacity)
    }

    deinit { unsafe base.deallocate() }

    public mutating func removeAll() { count = 0 }

    public var view: ByteView {
        @_lifetime(borrow self) get { unsafe ByteView(unsafeStart: base, count: count) }
    }

    @unsafe public var rawBuffer: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: base, count: count) }

    public mutating func append(_ view: ByteView) { unsafe append(view.rawBuffer) }

    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count)
        // SAFETY: `reserve` made room for them.
        if let source = bytes.baseAddress { unsafe memcpy(base + count, source, bytes.count) }
        count += bytes.count
    }

    public mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base[count] = byte
        count += 1
    }

    /// Little-endian, without padding.
    public mutating func append<T: FixedWidthInteger>(integer value: T) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe append($0) }
    }

    mutating func reserve(_ more: Int) {
        if count + more <= capacity { return }
        let grown = max(capacity * 2, count + more)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
        unsafe memcpy(moved, base, count)
        unsafe base.deallocate()
        unsafe base = moved
        capacity = grown
    }
}
