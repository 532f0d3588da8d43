/// A call of an aggregate: `count`, `sum(bytes)`, `p99(duration)`, `approx_distinct(ip)`.
public struct AggregateCall: Sendable, Equatable {
    public enum Function: Sendable, Equatable {
        case count, sum, mean, min, max, standardDeviation, variance, distinct, first, last, histogram
        /// The values that occur most often.
        case top
        /// From 0 to 1; the median is 0.5.
        case quantile(Double)
    }

    public let function: Function
    /// Whether a sketch will do, whose error is bounded.
    public let isApproximate: Bool
    public let arguments: [Expression]
    /// Of which lines it is; nil: of all.
    public let filter: Expression?
    public let expression: Expression

    /// nil when the expression is none. `count` needs no parentheses, and of a condition it counts where that holds.
    public init?(_ expression: Expression) {
        switch expression.kind {
        case .field(let name) where name.lowercased() == "count":
            self.init(function: .count, isApproximate: false, arguments: [], filter: nil, expression: expression)
        case .filtered(let aggregate, let condition):
            guard let call = AggregateCall(aggregate) else { return nil }
            self.init(
                function: call.function, isApproximate: call.isApproximate, arguments: call.arguments,
                filter: call.filter.map { condition.guarding($0) } ?? condition, expression: expression)
        case .call("count", let arguments) where arguments.count == 1 && arguments[0].isCondition:
            self.init(
                function: .count, isApproximate: false, arguments: [], filter: arguments[0], expression: expression)
        case .call(let name, let arguments):
            let isApproximate = name.hasPrefix("approx_")
            guard let function = AggregateCall.function(isApproximate ? String(name.dropFirst(7)) : name) else {
                return nil
            }
            // With several arguments these are functions of a line.
            if function == .min || function == .max, arguments.count > 1 { return nil }
            self.init(
                function: function, isApproximate: isApproximate, arguments: arguments, filter: nil,
                expression: expression)
        default: return nil
        }
    }

    private init(
        function: Function, isApproximate: Bool, arguments: [Expression], filter: Expression?, expression: Expression
    ) {
        self.function = function
        self.isApproximate = isApproximate
        self.arguments = arguments
        self.filter = filter
        self.expression = expression
    }

    private static func function(_ name: String) -> Function? {
        switch name {
        case "count": return .count
        case "sum": return .sum
        case "mean", "avg", "average": return .mean
        case "min": return .min
        case "max": return .max
        case "stddev": return .standardDeviation
        case "variance": return .variance
        case "distinct", "count_distinct": return .distinct
        case "first": return .first
        case "last": return .last
        case "histogram": return .histogram
        case "top": return .top
        case "median": return .quantile(0.5)
        default:
            guard name.first == "p", name.utf8.count <= 8 else { return nil }
            return fraction(ofPercent: name.dropFirst()).map { .quantile($0) }
        }
    }

    /// The double nearest to a hundredth of a decimal number: of `99.9` the one that `0.999` is, which a division by 100
    /// would miss.
    private static func fraction(ofPercent text: Substring) -> Double? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isASCII) }),
            let digits = UInt32(parts.joined())
        else { return nil }
        var divisor = 100.0
        for _ in 0..<(parts.count == 2 ? parts[1].count : 0) { divisor *= 10 }
        let fraction = Double(digits) / divisor
        return fraction <= 1 ? fraction : nil
    }

    /// How many arguments it takes.
    public var argumentCounts: ClosedRange<Int> {
        switch function {
        case .count: 0...1
        case .distinct: 1...8
        case .top, .histogram: 1...2
        default: 1...1
        }
    }
}

extension Expression {
    /// Whether it is a condition by how it is written, whatever the fields in it are.
    var isCondition: Bool {
        switch kind {
        case .not, .among, .isNull: true
        case .binary(let binary, _, _):
            switch binary {
            case .add, .subtract, .multiply, .divide, .remainder: false
            default: true
            }
        case .call(let name, _): ScalarFunction.named(name) == .isPrivate
        case .field, .literal, .negate, .filtered: false
        }
    }

    /// What holds where this and the other condition do. Of lines for which this does not hold nothing else is looked at.
    fileprivate func guarding(_ other: Expression) -> Expression {
        let range = min(range.lowerBound, other.range.lowerBound)..<max(range.upperBound, other.range.upperBound)
        let no = Expression(kind: .literal(.boolean(false)), range: range, source: source)
        return Expression(kind: .call("if", [self, other, no]), range: range, source: source)
    }
}
