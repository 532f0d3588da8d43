internal import Glibc

/// Bytes that grow at the end, in memory that is kept when it is emptied: no allocation once it is large enough.
@safe public struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<UInt8>
    @usableFromInline var capacity: Int
    public internal(set) var count = 0

    public init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        guard let memory = unsafe malloc(self.capacity) else { fatalError("out of memory: \(self.capacity) bytes") }
        unsafe base = memory.assumingMemoryBound(to: UInt8.self)
    }

    deinit { unsafe free(base) }

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
        // Large memory is moved by its pages: there are never two copies of it.
        guard let moved = unsafe realloc(base, grown) else { fatalError("out of memory: \(grown) bytes") }
        unsafe base = moved.assumingMemoryBound(to: UInt8.self)
        capacity = grown
    }
}
