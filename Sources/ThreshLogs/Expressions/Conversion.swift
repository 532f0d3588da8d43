/// A place of an expression where values are converted, which may not succeed.
public struct Conversion: Sendable, Hashable {
    /// What asks for it: `sum(ms)`, `ms > 5`.
    public var label: String
    /// What is wanted: `number`, `time` or `boolean`; `text` where texts are put in order, of which failures begin with a
    /// number.
    public let wanted: ExpressionType
    /// What texts with units are there.
    let numeral: Numeral
    /// What is converted, in an expression of several.
    package let operand: String
    /// Whether it is asked for once a line by who asks for it; else an expression that is computed again for the same line
    /// converts what was counted.
    var isUse = false
    /// Which of several questions asks for it, where each counts for itself.
    var question = 0
    /// Whether what is no number stays what it is, for whoever prefers numbers to others: then values none of which is a
    /// number are no fault.
    public var keepsOthers = false

    /// What became of the values of some lines.
    public struct Tally: Sendable {
        /// All but null.
        public var values = 0
        /// Those that could not be converted.
        public var failures = 0
        /// Texts that say that there is no value.
        public var marks = 0

        public init() {}
    }

    /// A value that could not be converted, or a mark of no value.
    public enum Kind: Int, Sendable { case failure, mark }

    /// Whether both are told as one, though they are of lines in several formats.
    public func isSame(as other: Conversion) -> Bool {
        label == other.label && operand == other.operand && wanted == other.wanted && keepsOthers == other.keepsOthers
            && question == other.question
    }
}

extension Conversion {
    /// As it is told, without what it takes to convert.
    package init(label: String, operand: String, wanted: ExpressionType, keepsOthers: Bool) {
        self.init(label: label, wanted: wanted, numeral: .number, operand: operand)
        self.keepsOthers = keepsOthers
    }
}

/// Counts what becomes of values at one place.
struct ConversionCounter: BitwiseCopyable {
    var values = 0
    var failures = 0
    var marks = 0
    let isUse: Bool
    /// That whose value was counted last.
    var line = 0
    /// Whether whoever counts wants the next example of a kind, and whether the line at hand has one.
    var seeks = (true, true)
    var found = (false, false)
    /// Where it is: as long as the line is.
    var example = Scalar.null
}

extension Evaluator {
    func converts(_ node: Int32) -> Bool {
        let code = unsafe nodes[Int(node)].code
        return code == .numericField || code == .numberOf
    }

    /// Whether the value of a site is to be counted: once a line.
    @inline(__always)
    func isFirst(_ site: Int) -> Bool {
        let counter = unsafe counters + site
        if unsafe counter.pointee.isUse { return true }
        if unsafe counter.pointee.line == line { return false }
        unsafe counter.pointee.line = line
        return true
    }

    /// REQUIRES: the node converts.
    func countValue(_ node: Int32) { unsafe counters[Int(nodes[Int(node)].b)].values &+= 1 }

    /// A value as a number; null where it is none.
    @inline(never)
    func number(of value: Scalar, _ site: Int) -> Scalar {
        switch value.kind {
        case .null: return .null
        case .integer, .number, .large: return converted(value, site)
        case .boolean, .time:
            let none = failure(value, site)
            return conversions[site].keepsOthers ? value : none
        case .text:
            switch NumeralValue(value.bytes, as: conversions[site].numeral) {
            case .integer(let integer): return converted(.integer(integer), site)
            case .number(let number):
                if value.bytes.count > 15, let digits = rewrittenDigits(value.bytes, site) {
                    return converted(.large(digits), site)
                }
                return converted(.number(number), site)
            case .large(let digits): return converted(.large(digits), site)
            case .none where value.bytes.trimmed.count == 0: return .null
            case .none: return mark(value, site)
            case .text:
                let none = failure(value, site)
                return conversions[site].keepsOthers ? value : none
            }
        }
    }

    private func rewrittenDigits(_ text: LineBytes, _ site: Int) -> LineBytes? {
        NumeralValue.rewrittenDigits(of: text, conversions[site].numeral) { digits in
            arena.copy((0..<digits.count).map { digits[$0] }).bytes
        }
    }

    /// A value as a condition; null where it is neither true nor false.
    @inline(never)
    func condition(of value: Scalar, _ site: Int) -> Scalar {
        switch value.kind {
        case .null: .null
        case .boolean: converted(value, site)
        default: failure(value, site)
        }
    }

    /// A value that is put in the order of texts, as it is.
    @inline(never)
    func noted(_ value: Scalar, _ site: Int) -> Scalar {
        if value.kind == .null { return value }
        if value.kind == .text, NumberText.begins(value.bytes.trimmed) {
            _ = failure(value, site)
            return value
        }
        return converted(value, site)
    }

    /// A value as a time; null where it is none.
    @inline(never)
    func time(of value: Scalar, _ site: Int) -> Scalar {
        if value.kind == .null || value.kind == .text && value.bytes.trimmed.count == 0 { return .null }
        if value.kind == .text, NullMarks.isMark(value.bytes.trimmed) { return mark(value, site) }
        let time = self.time(value)
        return time.kind == .null ? failure(value, site) : converted(time, site)
    }

    private func converted(_ value: Scalar, _ site: Int) -> Scalar {
        if isFirst(site) { unsafe counters[site].values += 1 }
        return value
    }

    private func failure(_ value: Scalar, _ site: Int) -> Scalar {
        guard isFirst(site) else { return .null }
        let counter = unsafe counters + site
        unsafe counter.pointee.values += 1
        unsafe counter.pointee.failures += 1
        if unsafe counter.pointee.seeks.0 {
            unsafe counter.pointee.seeks.0 = false
            unsafe counter.pointee.found.0 = true
            unsafe counter.pointee.example = value
            hasExamples = true
        }
        return .null
    }

    func mark(_ value: Scalar, _ site: Int) -> Scalar {
        guard isFirst(site) else { return .null }
        let counter = unsafe counters + site
        unsafe counter.pointee.values += 1
        unsafe counter.pointee.marks += 1
        if unsafe counter.pointee.seeks.1 {
            unsafe counter.pointee.seeks.1 = false
            unsafe counter.pointee.found.1 = true
            unsafe counter.pointee.example = value
            hasExamples = true
        }
        return .null
    }
}
