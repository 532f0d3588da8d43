/// Values that are their bytes in memory, one behind the other.
@usableFromInline enum PoolValues {
    /// REQUIRES: `bytes` are those of an array of values which are their bytes.
    @unsafe @inlinable static func array<Value>(of: Value.Type, _ bytes: ArraySlice<UInt8>) -> [Value] {
        let count = bytes.count / MemoryLayout<Value>.stride
        return unsafe [Value](unsafeUninitializedCapacity: count) { buffer, filled in
            unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
            filled = count
        }
    }

    /// REQUIRES: as above.
    @unsafe @inlinable static func append<Value>(_ bytes: ArraySlice<UInt8>, to values: inout [Value]) {
        unsafe bytes.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return }
            if UInt(bitPattern: base) % UInt(MemoryLayout<Value>.alignment) == 0 {
                unsafe values.append(contentsOf: raw.assumingMemoryBound(to: Value.self))
            } else {
                unsafe values += array(of: Value.self, bytes)
            }
        }
    }
}
