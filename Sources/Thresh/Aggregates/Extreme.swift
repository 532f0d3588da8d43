/// The extreme of values so far, in the order that the caller gives: what is common to `Minimum`, `Maximum`, `First` and
/// `Last`. Values that are equal but differ in their bytes, such as 0 and -0, are told apart by those, so that which of
/// them is kept does not depend on which came first.
@usableFromInline enum Extreme {
    /// Whether the bytes of `a` come before those of `b` in a fixed order.
    @inlinable @inline(__always)
    static func hasSmallerBytes<Value: BitwiseCopyable>(_ a: Value, _ b: Value) -> Bool {
        // SAFETY: both are read within their size.
        unsafe withUnsafeBytes(of: a) { a in
            unsafe withUnsafeBytes(of: b) { b in
                var index = 0
                while index &+ 8 <= MemoryLayout<Value>.size {
                    let x = unsafe a.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    let y = unsafe b.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    if x != y { return x < y }
                    index &+= 8
                }
                while index < MemoryLayout<Value>.size {
                    let x = unsafe a.loadUnaligned(fromByteOffset: index, as: UInt8.self)
                    let y = unsafe b.loadUnaligned(fromByteOffset: index, as: UInt8.self)
                    if x != y { return x < y }
                    index &+= 1
                }
                return false
            }
        }
    }

    @inlinable @inline(__always)
    static func precedes<Value: Comparable & BitwiseCopyable>(_ a: Value, _ b: Value) -> Bool {
        a < b || (a == b && hasSmallerBytes(a, b))
    }

    /// Whether there is a value, then its bytes in memory.
    @inlinable static func encode<Value: BitwiseCopyable>(
        _ value: Value?, as format: AggregateFormat, into bytes: inout ByteBuffer
    ) {
        bytes.append(format)
        bytes.append(value == nil ? 0 : 1)
        if let value { bytes.append(bits: value) }
    }

    /// Nil inside: there is no value. Nil outside: not such bytes.
    @inlinable static func decode<Value: BitwiseCopyable>(_ bytes: ByteView, as format: AggregateFormat) -> Value?? {
        var reader = ByteReader(bytes)
        guard reader.read(format), let flag = reader.readByte() else { return nil }
        if flag == 0 { return reader.isAtEnd ? .some(nil) : nil }
        guard flag == 1, let value = reader.readBits(Value.self), reader.isAtEnd else { return nil }
        return .some(value)
    }

    /// The same of a value with a time: whether there is one, then the bytes of both.
    @inlinable static func encode<Time, Value>(
        timed value: Timed<Time, Value>?, as format: AggregateFormat, into bytes: inout ByteBuffer
    ) {
        encode(value?.time, as: format, into: &bytes)
        if let value { bytes.append(bits: value.value) }
    }

    @inlinable static func decode<Time, Value>(
        timed bytes: ByteView, as format: AggregateFormat
    ) -> Timed<Time, Value>?? {
        var reader = ByteReader(bytes)
        guard reader.read(format), let flag = reader.readByte() else { return nil }
        if flag == 0 { return reader.isAtEnd ? .some(nil) : nil }
        guard flag == 1, let time = reader.readBits(Time.self), let value = reader.readBits(Value.self),
            reader.isAtEnd
        else { return nil }
        return .some(Timed(time, value))
    }
}
