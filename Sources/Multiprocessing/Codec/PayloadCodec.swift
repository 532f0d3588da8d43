/// How values of one type become bytes for another process of this program, and values again.
public struct PayloadCodec<Value> {
    @usableFromInline let encode: (Value) throws(MessageCodingError) -> [UInt8]
    @usableFromInline let decode: ([UInt8]) throws(MessageCodingError) -> Value
    /// The bytes are those of the value in memory, so that many values can be copied at once.
    @usableFromInline private(set) var isBitwise = false

    /// - `decode`: gets bytes that `encode` made.
    public init(
        encode: @escaping (Value) throws(MessageCodingError) -> [UInt8],
        decode: @escaping ([UInt8]) throws(MessageCodingError) -> Value
    ) {
        self.encode = encode
        self.decode = decode
    }
}

extension PayloadCodec where Value: Codable {
    /// For any value. Bytes, strings, and plain numbers and arrays of them are copied as they are.
    public static var codable: PayloadCodec {
        if let plain = plainCodec(Value.self) { return plain }
        return encoded
    }

    /// By the value's own `Codable`, whatever it is.
    static var encoded: PayloadCodec {
        PayloadCodec { value throws(MessageCodingError) in
            try MessageEncoder().encode(value)
        } decode: { bytes throws(MessageCodingError) in
            try MessageDecoder().decode(Value.self, from: bytes)
        }
    }
}

extension PayloadCodec where Value: BitwiseCopyable {
    /// The bytes of the value in memory.
    public static var bitwise: PayloadCodec {
        var codec = PayloadCodec { value throws(MessageCodingError) in
            unsafe withUnsafeBytes(of: value) { unsafe [UInt8]($0) }
        } decode: { bytes throws(MessageCodingError) in
            // One of many comes with the padding behind it.
            guard bytes.count == MemoryLayout<Value>.size || bytes.count == MemoryLayout<Value>.stride else {
                throw wrongSize(bytes.count, Value.self)
            }
            // SAFETY: as many bytes as the value has, from a process of the same program.
            return unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: Value.self) }
        }
        codec.isBitwise = MemoryLayout<Value>.stride > 0
        return codec
    }
}

extension PayloadCodec {
    /// The bytes of the elements in memory.
    public static func bitwiseArray<Element: BitwiseCopyable>() -> PayloadCodec where Value == [Element] {
        PayloadCodec { values throws(MessageCodingError) in
            unsafe values.withUnsafeBytes { unsafe [UInt8]($0) }
        } decode: { bytes throws(MessageCodingError) in
            let stride = MemoryLayout<Element>.stride
            guard bytes.count % stride == 0 else { throw wrongSize(bytes.count, Value.self) }
            return unsafe [Element](unsafeUninitializedCapacity: bytes.count / stride) { buffer, count in
                // SAFETY: the capacity is what these bytes fill, and any bytes from `encode` are valid elements.
                unsafe UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
                count = bytes.count / stride
            }
        }
    }
}

private func wrongSize<T>(_ count: Int, _ type: T.Type) -> MessageCodingError {
    .malformed(offset: count, reason: "\(count) bytes are no \(type)")
}

/// For types that need no encoder; nil for the others.
private func plainCodec<Value>(_: Value.Type) -> PayloadCodec<Value>? {
    let plain: Any? =
        switch Value.self {
        case is [UInt8].Type:
            PayloadCodec<[UInt8]> { bytes throws(MessageCodingError) in
                bytes
            } decode: { bytes throws(MessageCodingError) in
                bytes
            }
        case is String.Type:
            PayloadCodec<String> { text throws(MessageCodingError) in
                Array(text.utf8)
            } decode: { bytes throws(MessageCodingError) in
                String(decoding: bytes, as: UTF8.self)
            }
        case is Bool.Type: PayloadCodec<Bool>.bitwise
        case is Int.Type: PayloadCodec<Int>.bitwise
        case is Int8.Type: PayloadCodec<Int8>.bitwise
        case is Int16.Type: PayloadCodec<Int16>.bitwise
        case is Int32.Type: PayloadCodec<Int32>.bitwise
        case is Int64.Type: PayloadCodec<Int64>.bitwise
        case is UInt.Type: PayloadCodec<UInt>.bitwise
        case is UInt8.Type: PayloadCodec<UInt8>.bitwise
        case is UInt16.Type: PayloadCodec<UInt16>.bitwise
        case is UInt32.Type: PayloadCodec<UInt32>.bitwise
        case is UInt64.Type: PayloadCodec<UInt64>.bitwise
        case is Double.Type: PayloadCodec<Double>.bitwise
        case is Float.Type: PayloadCodec<Float>.bitwise
        case is [Int].Type: PayloadCodec<[Int]>.bitwiseArray()
        case is [Int32].Type: PayloadCodec<[Int32]>.bitwiseArray()
        case is [Double].Type: PayloadCodec<[Double]>.bitwiseArray()
        case is [Float].Type: PayloadCodec<[Float]>.bitwiseArray()
        default: nil
        }
    return plain as? PayloadCodec<Value>
}
