/// Order of values.
enum Comparison {
    /// Negative, zero or positive; nil when there is no order: with null, or between things that have none.
    static func order(_ a: Scalar, _ b: Scalar) -> Int? {
        switch (a.kind, b.kind) {
        case (.null, _), (_, .null): return nil
        case (.integer, .integer), (.time, .time), (.boolean, .boolean):
            return a.bits < b.bits ? -1 : a.bits > b.bits ? 1 : 0
        case (.text, .text): return order(a.bytes, b.bytes)
        case (.boolean, .text): return b.bytes.equals(a.isTrue ? "true" : "false") ? 0 : nil
        case (.text, .boolean): return order(b, a)
        case (.time, _), (_, .time), (.boolean, _), (_, .boolean): return nil
        case (.large, .large), (.large, .integer), (.large, .number), (.large, .text):
            return LargeNumber.order(a.bytes, b)
        case (.integer, .large), (.number, .large), (.text, .large): return LargeNumber.order(b.bytes, a).map { -$0 }
        case (.integer, .number): return order(a.bits, Double(bitPattern: UInt64(bitPattern: b.bits)))
        case (.number, .integer): return -order(b.bits, Double(bitPattern: UInt64(bitPattern: a.bits)))
        default:
            guard let a = a.double, let b = b.double else { return nil }
            return a < b ? -1 : a > b ? 1 : a == b ? 0 : nil
        }
    }

    static func order(_ a: LineBytes, _ b: LineBytes) -> Int {
        var index = 0
        while index < a.count, index < b.count {
            if a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
            index += 1
        }
        return a.count - b.count
    }

    static func result(_ code: ExpressionNode.Code, _ a: Scalar, _ b: Scalar) -> Scalar {
        if a.kind == .null || b.kind == .null { return .null }
        guard let order = order(a, b) else { return code == .notEqual ? .boolean(true) : .boolean(false) }
        switch code {
        case .equal: return .boolean(order == 0)
        case .notEqual: return .boolean(order != 0)
        case .less: return .boolean(order < 0)
        case .lessOrEqual: return .boolean(order <= 0)
        case .greater: return .boolean(order > 0)
        default: return .boolean(order >= 0)
        }
    }

    /// Exact, also where a double cannot hold the integer.
    private static func order(_ a: Int64, _ b: Double) -> Int {
        if b >= 0x1p63 { return -1 }
        if b < -0x1p63 { return 1 }
        let whole = Int64(b)
        if a != whole { return a < whole ? -1 : 1 }
        let fraction = b - Double(whole)
        return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
    }
}
