import Thresh
import ThreshLogs

/// A value of any kind, as a state keeps it: zeros for none. Text is elsewhere.
struct ValueState: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
        case none, boolean, number, integer, time, text
        /// An integer that 64 bits do not hold, or a decimal that no double is: its digits are a text.
        case large, decimal
    }

    private(set) var kind: Kind
    /// An integer, the bits of a number, ticks of a time, the number plus one of a text.
    private(set) var bits: Int64

    init(_ kind: Kind, _ bits: Int64) {
        self.kind = kind
        self.bits = bits
    }

    static let byteCount = MemoryLayout<ValueState>.stride

    static func boolean(_ value: Bool) -> ValueState { ValueState(.boolean, value ? 1 : 0) }
    static func integer(_ value: Int64) -> ValueState { ValueState(.integer, value) }
    static func number(_ value: Double) -> ValueState { ValueState(.number, Int64(bitPattern: value.bitPattern)) }
    static func time(_ ticks: Int64) -> ValueState { ValueState(.time, ticks) }
    static func text(at place: Int) -> ValueState { ValueState(.text, Int64(place)) }

    var isNumber: Bool { kind == .number || kind == .integer || hasDigits }

    /// Whether it is a number whose digits are elsewhere.
    var hasDigits: Bool { kind == .large || kind == .decimal }

    /// Whether what it is is elsewhere.
    var hasText: Bool { kind == .text || hasDigits }

    /// Of kinds in the order of values.
    private var rank: UInt8 { hasDigits ? Kind.integer.rawValue : kind.rawValue }

    /// Where the text is.
    var place: Int { hasText ? Int(bits) : 0 }
    var number: Double { Double(bitPattern: UInt64(bitPattern: bits)) }

    /// Whether it comes before another in the order of values: numbers as such, an integer behind an equal number that was
    /// not written as one.
    ///
    /// REQUIRES: not both are texts, nor are both numbers of which one has digits.
    func precedes(_ other: ValueState) -> Bool {
        switch (kind, other.kind) {
        case (.number, .number): return number < other.number
        case (.number, .integer): return !ValueState.isLess(other.bits, number)
        case (.integer, .number): return ValueState.isLess(bits, other.number)
        default: return kind == other.kind ? bits < other.bits : rank < other.rank
        }
    }

    /// Exactly, though a double cannot have every integer.
    static func isLess(_ integer: Int64, _ number: Double) -> Bool {
        let nearest = Double(integer)
        if nearest != number { return nearest < number }
        // 2^63 is the only one that no integer is.
        guard let whole = Int64(exactly: number) else { return true }
        return integer < whole
    }
}

extension ValueState {
    /// A text's place is not known yet. REQUIRES: not null.
    init(_ value: ExpressionValue) {
        if value.isLarge {
            self = .init(NumberText.isInteger(value.text) ? .large : .decimal, 0)
            return
        }
        switch value.kind {
        case .boolean: self = .boolean(value.isTrue)
        case .integer: self = .integer(Int64(value.integer!))
        case .number, .duration: self = .number(value.number!)
        case .time: self = .time(value.time!.ticks)
        case .any, .text, .numeral: self = .text(at: 0)
        }
    }
}

extension GroupStates {
    /// Takes a value in place of the best so far if it is a better one: where there are numbers, one of these.
    ///
    /// - Parameter text: of a value that is a text or digits, whose place does not count.
    func offer(
        _ value: ValueState, _ text: ByteView, to best: UnsafeMutablePointer<ValueState>, isLargest: Bool
    ) {
        let (other, isNumber) = unsafe (best.pointee, value.isNumber)
        if other.kind != .none, other.isNumber != isNumber {
            if isNumber { unsafe put(value, text, in: best) }
        } else if isBetter(value, text, than: other, isLargest) {
            unsafe put(value, text, in: best)
        }
    }

    /// The same for the value at the least or greatest time, which is before it; at the same time it is the value that
    /// decides.
    func offer(
        _ value: ValueState, _ text: ByteView, at time: Int64, to state: UnsafeMutableRawPointer, isLast: Bool
    ) {
        let bestTime = unsafe state.part(0, as: Int64.self)
        let best = unsafe state.part(8, as: ValueState.self)
        if unsafe best.pointee.kind != .none && time != bestTime.pointee {
            if unsafe isLast == (time < bestTime.pointee) { return }
        } else if unsafe !isBetter(value, text, than: best.pointee, isLast) {
            return
        }
        unsafe bestTime.pointee = time
        unsafe put(value, text, in: best)
    }

    private func isBetter(_ value: ValueState, _ text: ByteView, than best: ValueState, _ isLargest: Bool) -> Bool {
        if best.kind == .none { return true }
        if value.kind == .text && best.kind == .text {
            let order = unsafe texts.order(text, best.place)
            return isLargest ? order > 0 : order < 0
        }
        if value.isNumber, best.isNumber, value.hasDigits || best.hasDigits {
            let order = order(value, text, best)
            return isLargest ? order > 0 : order < 0
        }
        return isLargest ? best.precedes(value) : value.precedes(best)
    }

    /// Negative, zero or positive; of two numbers, one of which has its digits elsewhere.
    private func order(_ value: ValueState, _ text: ByteView, _ best: ValueState) -> Int {
        let known = best.hasDigits ? unsafe texts[best.place] : []
        return unsafe known.withUnsafeBytes { bytes in
            let known = unsafe ByteView(bytes)
            if best.hasDigits {
                if value.hasDigits { return LargeNumber.order(text, known) }
                return value.kind == .integer
                    ? -LargeNumber.order(known, value.bits) : -LargeNumber.order(known, value.number)
            }
            return best.kind == .integer ? LargeNumber.order(text, best.bits) : LargeNumber.order(text, best.number)
        }
    }

    private func put(_ value: ValueState, _ text: ByteView, in best: UnsafeMutablePointer<ValueState>) {
        if !value.hasText { return unsafe best.pointee = value }
        let (number, bytes) = unsafe texts.put(text, at: best.pointee.place)
        unsafe best.pointee = ValueState(value.kind, Int64(number))
        unsafe heapBytes &+= bytes
    }
}
