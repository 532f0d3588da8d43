private import Platform

/// A view of bytes that someone else owns: part of an input block, or a key. Valid only within the call that gave it;
/// the compiler refuses to store it or to return it. Copy what must last: `Array(view)` or `String(view)`.
///
/// Slicing allocates nothing. Subscripts and slices are bounds-checked.
@safe public struct ByteView: ~Escapable {
    @usableFromInline let base: UnsafePointer<UInt8>
    public let count: Int

    /// REQUIRES: `count` bytes at `base` stay unchanged for as long as the view lives.
    @unsafe @inlinable @_lifetime(immortal)
    public init(unsafeStart base: UnsafePointer<UInt8>, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// REQUIRES: the bytes stay unchanged for as long as the view lives.
    @unsafe @inlinable @_lifetime(immortal)
    public init(_ bytes: UnsafeRawBufferPointer) {
        // An empty buffer may have no address; a view always has one. This is so near to a page's end that
        // `KeyTable.inlineName` does not read ahead from it.
        let start = unsafe bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 4095)!
        unsafe self.init(unsafeStart: start.assumingMemoryBound(to: UInt8.self), count: bytes.count)
    }

    /// No bytes.
    @inlinable public static var empty: ByteView {
        @_lifetime(immortal) get { unsafe ByteView(UnsafeRawBufferPointer(start: nil, count: 0)) }
    }

    @inlinable public var isEmpty: Bool { count == 0 }

    @inlinable public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "index out of range")
        // SAFETY: checked above; the owner keeps the bytes alive.
        return unsafe base[index]
    }

    /// Bytes `lower` up to, not including, `upper`.
    @inlinable @_lifetime(copy self)
    public func slice(_ lower: Int, _ upper: Int) -> ByteView {
        precondition(lower >= 0 && lower <= upper && upper <= count, "slice out of range")
        return unsafe ByteView(unsafeStart: base + lower, count: upper - lower)
    }

    /// The same bytes for an API that takes a raw pointer. Valid as long as the view.
    @unsafe @inlinable public var rawBuffer: UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: base, count: count)
    }

    /// Where `byte` first is at or after `start`; nil when it is not there.
    @inlinable public func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        precondition(start >= 0 && start <= count, "start out of range")
        // SAFETY: the range lies within the view.
        guard let found = unsafe findByte(byte, base + start, count - start) else { return nil }
        return start + found
    }

    /// How often `byte` is in them.
    /// - Complexity: O(count): sixty-four bytes are compared at a time.
    package func count(of byte: UInt8) -> Int { unsafe countByte(byte, base, count) }

    /// Where `byte` is last before `end`; nil when it is not there.
    package func lastIndex(of byte: UInt8, before end: Int) -> Int? {
        precondition(end >= 0 && end <= count, "end out of range")
        // SAFETY: the range lies within the view.
        return unsafe findLastByte(byte, base, end)
    }

    /// Field `index` (0-based) of those that `separator` divides the bytes into; nil when there are fewer.
    /// - Complexity: O(bytes before the field's end).
    @inlinable @_lifetime(copy self)
    public func field(_ index: Int, separator: UInt8) -> ByteView? {
        var start = 0
        for _ in 0..<index {
            guard let end = firstIndex(of: separator, from: start) else { return nil }
            start = end + 1
        }
        return slice(start, firstIndex(of: separator, from: start) ?? count)
    }

    @inlinable public static func == (a: ByteView, b: ByteView) -> Bool {
        unsafe a.count == b.count && compareBytes(a.base, b.base, a.count) == 0
    }

    @inlinable public static func == (a: ByteView, b: StaticString) -> Bool {
        unsafe a.count == b.utf8CodeUnitCount && compareBytes(a.base, b.utf8Start, a.count) == 0
    }

    /// The value of decimal digits with an optional minus sign; nil when there is anything else, or it overflows.
    @inlinable public var integer: Int? {
        var index = 0
        let isNegative = count > 0 && self[0] == UInt8(ascii: "-")
        if isNegative { index = 1 }
        if index == count { return nil }
        var value = 0
        while index < count {
            let digit = self[index] &- UInt8(ascii: "0")
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(Int(digit))
            if digit > 9 || overflow || carry { return nil }
            value = sum
            index += 1
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}

extension Array where Element == UInt8 {
    public init(_ view: borrowing ByteView) { unsafe self = Array(view.rawBuffer) }
}

extension String {
    /// The bytes as UTF-8; what is not valid becomes U+FFFD.
    public init(_ view: borrowing ByteView) { unsafe self = String(decoding: view.rawBuffer, as: UTF8.self) }
}
