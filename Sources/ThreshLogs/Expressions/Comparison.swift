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

    /// A number where the bytes are one.
    @inline(__always)
    static func numberOrText(_ bytes: LineBytes) -> Scalar {
        let first = bytes.at(0)
        guard first &- 48 < 10 || first == UInt8(ascii: "-"), bytes.count <= 40 else { return .text(bytes) }
        if let integer = NumberText.integer(bytes) { return .integer(Int64(integer)) }
        return NumberText.value(bytes).map { .number($0) } ?? .text(bytes)
    }
}
