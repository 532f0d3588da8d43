/// What a job can emit as a value, and what crosses from a mapper to a reducer.
///
/// Every `JobKey` is one: integers, doubles, text, bytes, dates, pairs, optionals and arrays. For a type of your own say
/// which encoding it wants:
///
///     struct Reading: BitwiseValue { var low: Int16; var high: Int16 }    // its bytes in memory
///     struct Visit: CodableValue { var page: String; var tags: [String] }  // any Codable type; see Docs/Measuring.md
///
/// The values of one key reach `reduce` in the order of their bytes. For a `JobKey` that is the order of the values.
public protocol JobValue {
    func encode(into bytes: inout ByteBuffer)
    /// REQUIRES: what `encode` wrote, and nothing else.
    init(decoding bytes: ByteView)
}

/// A value of fixed width without references, encoded as its bytes in memory. Padding between fields is encoded as it
/// is: order the fields so that there is none where equal values should have equal bytes.
public protocol BitwiseValue: JobValue, BitwiseCopyable {}

extension BitwiseValue {
    @inlinable public func encode(into bytes: inout ByteBuffer) {
        unsafe withUnsafeBytes(of: self) { unsafe bytes.append($0) }
    }

    @inlinable public init(decoding bytes: ByteView) {
        precondition(bytes.count == MemoryLayout<Self>.size, "not the bytes of a \(Self.self)")
        self = unsafe bytes.rawBuffer.loadUnaligned(as: Self.self)
    }
}
