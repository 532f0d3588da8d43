public import Thresh

/// What an expression is for a line. Valid until the program goes to the next line.
@safe public struct ExpressionValue: ~Escapable {
    let scalar: Scalar

    @unsafe @_lifetime(immortal)
    init(_ scalar: Scalar) { self.scalar = scalar }

    public var isNull: Bool { scalar.kind == .null }

    /// Of a condition; null is not true.
    public var isTrue: Bool { scalar.isTrue }

    public var integer: Int? { scalar.kind == .integer ? Int(scalar.bits) : nil }

    /// Of integers too; a duration is in seconds.
    public var number: Double? { isNumber ? scalar.double : nil }

    private var isNumber: Bool { scalar.kind == .integer || scalar.kind == .number || scalar.kind == .large }

    /// Whether it is a number that neither 64 bits nor a double hold, whose digits are its text.
    public var isLarge: Bool { scalar.kind == .large }

    /// Such a number that is an integer; nil where 128 bits do not hold it.
    public var wide: Int128? { isLarge ? LargeNumber.wide(scalar.bytes) : nil }

    public var time: Timestamp? { scalar.kind == .time ? Timestamp(ticks: scalar.bits) : nil }

    /// The bytes of a text, or of a large number's digits; empty for anything else.
    public var text: ByteView {
        @_lifetime(copy self) get {
            let bytes = scalar.bytes
            return unsafe _overrideLifetime(ByteView(unsafeStart: bytes.base, count: bytes.count), copying: self)
        }
    }

    public var kind: ExpressionType {
        switch scalar.kind {
        case .null: .any
        case .boolean: .boolean
        case .integer: .integer
        case .number, .large: .number
        case .text: .text
        case .time: .time
        }
    }
}
