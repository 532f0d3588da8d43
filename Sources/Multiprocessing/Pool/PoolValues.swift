/// Values that are their bytes in memory, one behind the other.
@usableFromInline enum PoolValues {
    /// Whether an array's bytes are aligned for such values.
    @inlinable static func fit<Value>(_: Value.Type) -> Bool { MemoryLayout<Value>.alignment <= 16 }

    /// Whether these are.
    @inlinable static func fit<Value>(_: Value.Type, in bytes: UnsafeRawBufferPointer) -> Bool {
        UInt(bitPattern: bytes.baseAddress) % UInt(MemoryLayout<Value>.alignment) == 0
    }

    /// REQUIRES: `bytes` are those of an array of values which are their bytes.
    @unsafe @inlinable static func array<Value>(of: Value.Type, _ bytes: ArraySlice<UInt8>) -> [Value] {
        let count = bytes.count / MemoryLayout<Value>.stride
        return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
            filled = count
        }
    }
}
