/// A number that 64 bits put in order, so that many of them can be sorted and stored as bits.
public protocol OrderedBits: BitwiseCopyable, Sendable {
    /// Ascending with the value; equal for equal values, and for those alone. Nil for what has no order (NaN).
    var orderedBits: UInt64? { get }
    init(orderedBits: UInt64)
    /// Tells the bits of one type from those of another in stored data. Never used for anything else.
    static var orderedBitsCode: UInt8 { get }
}

extension Int: OrderedBits {
    @inlinable public var orderedBits: UInt64? { UInt64(bitPattern: Int64(self)) ^ 1 << 63 }
    @inlinable public init(orderedBits: UInt64) { self = Int(Int64(bitPattern: orderedBits ^ 1 << 63)) }
    @inlinable public static var orderedBitsCode: UInt8 { 1 }
}

extension UInt64: OrderedBits {
    @inlinable public var orderedBits: UInt64? { self }
    @inlinable public init(orderedBits: UInt64) { self = orderedBits }
    @inlinable public static var orderedBitsCode: UInt8 { 2 }
}

/// -0 counts as 0.
extension Double: OrderedBits {
    @inlinable public var orderedBits: UInt64? {
        if isNaN { return nil }
        let bits = (self == 0 ? 0 : self).bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    @inlinable public init(orderedBits: UInt64) {
        self.init(bitPattern: orderedBits >> 63 == 1 ? orderedBits ^ 1 << 63 : ~orderedBits)
    }

    @inlinable public static var orderedBitsCode: UInt8 { 3 }
}
