internal import Thresh
internal import ThreshPatterns

/// Computes the nodes of a program for one line or row at a time.
///
/// One process, one thread at a time.
@safe final class Evaluator {
    let nodes: UnsafeMutablePointer<ExpressionNode>
    let operands: UnsafeMutablePointer<Int32>
    let constants: UnsafeMutablePointer<Scalar>
    let patterns: [Pattern]
    let captures: [CapturePattern?]
    let networks: [[(network: Address, length: Int)]]
    let clock: ZoneClock
    let arena = TextArena()
    private let fieldTypes: UnsafeMutablePointer<ExpressionType>
    private let texts: UnsafeMutablePointer<UInt8>
    /// Made for those who ask for families of agents.
    private(set) lazy var agents = AgentCache()
    /// What is known of addresses, where databases are given.
    let places: GeoCache?
    let rewriter: AddressRewriter?
    let conversions: [Conversion]
    /// One for each conversion.
    let counters: UnsafeMutablePointer<ConversionCounter>
    /// Counts the lines, or rows, that the program began with.
    private(set) var line = 1
    /// Of the first pattern that gave up since this was taken. Its value is null, which is no answer. Until then nothing
    /// is matched: there is no answer anyway, and each line on which it gives up takes milliseconds.
    var failure: ThreshError?
    /// Whether a conversion has an example that was asked for.
    var hasExamples = false
    /// For `time(x)`, and for values that are compared with times.
    let anyTimes: AnyTimeParser
    var scratch = ByteBuffer()
    /// The values of a row's columns.
    let row: UnsafeMutablePointer<Scalar>

    /// Of each expression, the times that it is to be where it is written as one, and the number of their node.
    private var writtenTimes: [WrittenTimes?]
    private let firstSpare: Int

    init(_ compiler: ExpressionCompiler, expressions: Int) {
        firstSpare = compiler.nodes.count
        writtenTimes = [WrittenTimes?](repeating: nil, count: expressions)
        unsafe nodes = .allocate(capacity: firstSpare + max(1, expressions))
        for (index, node) in compiler.nodes.enumerated() { unsafe (nodes + index).initialize(to: node) }
        unsafe operands = .allocate(capacity: max(1, compiler.operands.count))
        for (index, operand) in compiler.operands.enumerated() { unsafe (operands + index).initialize(to: operand) }
        let bytes = compiler.constants.flatMap { $0.bytes }
        unsafe texts = .allocate(capacity: max(1, bytes.count))
        for (index, byte) in bytes.enumerated() { unsafe (texts + index).initialize(to: byte) }
        unsafe constants = .allocate(capacity: max(1, compiler.constants.count))
        var offset = 0
        for (index, constant) in compiler.constants.enumerated() {
            unsafe (constants + index).initialize(to: constant.scalar(texts + offset))
            offset += constant.bytes.count
        }
        unsafe fieldTypes = .allocate(capacity: max(1, compiler.inputTypes.count))
        for (index, type) in compiler.inputTypes.enumerated() { unsafe (fieldTypes + index).initialize(to: type) }
        unsafe row = .allocate(capacity: max(1, compiler.inputTypes.count))
        unsafe row.initialize(repeating: .null, count: max(1, compiler.inputTypes.count))
        conversions = compiler.conversions
        unsafe counters = .allocate(capacity: max(1, conversions.count))
        for (index, conversion) in conversions.enumerated() {
            unsafe (counters + index).initialize(to: ConversionCounter(isUse: conversion.isUse))
        }
        patterns = compiler.patterns
        captures = compiler.captures
        networks = compiler.networks
        clock = ZoneClock(compiler.context.zone)
        let context = compiler.context
        places = context.geo.map { GeoCache($0) }
        rewriter = context.pseudonyms.map { AddressRewriter($0) }
        anyTimes = AnyTimeParser(TimeContext(zone: context.zone, reference: context.now), context.dateOrder)
    }

    deinit {
        unsafe nodes.deallocate()
        unsafe operands.deallocate()
        unsafe constants.deallocate()
        unsafe texts.deallocate()
        unsafe fieldTypes.deallocate()
        unsafe row.deallocate()
        unsafe counters.deallocate()
    }

    /// The node of what another gives, as a time where it is written as one.
    ///
    /// - Parameter expression: the number of the expression whose node it is.
    func readingTimes(_ times: WrittenTimes, of node: Int32, expression: Int) -> Int32 {
        writtenTimes[expression] = times
        let spare = firstSpare + expression
        unsafe (nodes + spare).initialize(to: ExpressionNode(code: .writtenTime, a: node, b: Int32(expression)))
        return Int32(spare)
    }

    @inline(never)
    private func writtenTime(_ value: Scalar, _ expression: Int) -> Scalar {
        guard value.kind != .time, value.kind != .boolean, let text = text(value),
            let time = writtenTimes[expression]?.parse(text)
        else { return value }
        return .time(time)
    }

    /// Goes to the next line or row.
    @inline(__always)
    func begin() {
        arena.removeAll()
        line &+= 1
    }

    /// REQUIRES: `index` is a node's number, and the slots are those of `line`.
    func value(_ index: Int32, _ line: UnsafePointer<UInt8>, _ slots: UnsafePointer<FieldSlot>) -> Scalar {
        // SAFETY: the compiler numbers nodes, constants and fields within their counts.
        let node = unsafe nodes[Int(index)]
        switch node.code {
        case .field: return unsafe field(Int(node.a), line, slots[Int(node.a)])
        case .numericField:
            let slot = unsafe slots[Int(node.a)]
            if slot.form == .integer {
                if isFirst(Int(node.b)) { unsafe counters[Int(node.b)].values &+= 1 }
                return .integer(slot.value)
            }
            if slot.form == .null { return .null }
            if slot.form == .mark {
                return mark(unsafe .text(LineBytes(line + Int(slot.start), Int(slot.end &- slot.start))), Int(node.b))
            }
            if Int(slot.end &- slot.start) > 15, let digits = unsafe largeNumber(Int(node.a), line, slot) {
                return number(of: .large(digits), Int(node.b))
            }
            return number(of: unsafe field(Int(node.a), line, slot), Int(node.b))
        case .numberOf: return number(of: unsafe value(node.a, line, slots), Int(node.b))
        case .conditionOf: return condition(of: unsafe value(node.a, line, slots), Int(node.b))
        case .timeOf: return time(of: unsafe value(node.a, line, slots), Int(node.b))
        case .writtenTime: return writtenTime(unsafe value(node.a, line, slots), Int(node.b))
        case .orderedText: return noted(unsafe value(node.a, line, slots), Int(node.b))
        case .column: return unsafe row[Int(node.a)]
        case .constant: return unsafe constants[Int(node.a)]
        case .and:
            let a = unsafe value(node.a, line, slots)
            if a.kind == .boolean, !a.isTrue { return a }
            let b = unsafe value(node.b, line, slots)
            if b.kind == .boolean, !b.isTrue { return b }
            return a.kind == .null || b.kind == .null ? .null : .boolean(true)
        case .or:
            let a = unsafe value(node.a, line, slots)
            if a.isTrue { return a }
            let b = unsafe value(node.b, line, slots)
            if b.isTrue { return b }
            return a.kind == .null || b.kind == .null ? .null : .boolean(false)
        case .not:
            let a = unsafe value(node.a, line, slots)
            return a.kind == .boolean ? .boolean(!a.isTrue) : .null
        case .isNull: return unsafe .boolean(value(node.a, line, slots).kind == .null)
        case .negate: return unsafe Arithmetic.negated(value(node.a, line, slots))
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            let a = unsafe value(node.a, line, slots)
            return unsafe Comparison.result(node.code, a, value(node.b, line, slots))
        case .add, .subtract, .multiply, .divide, .remainder:
            let a = unsafe value(node.a, line, slots)
            return unsafe Arithmetic.result(node.code, a, value(node.b, line, slots))
        case .matches: return unsafe matches(node, value(node.a, line, slots))
        case .contains, .starts, .ends:
            let a = unsafe text(value(node.a, line, slots))
            let b = unsafe text(value(node.b, line, slots))
            guard let a, let b else { return .null }
            switch node.code {
            case .contains: return .boolean(a.contains(b))
            case .starts: return .boolean(a.starts(with: b))
            default: return .boolean(a.ends(with: b))
            }
        case .among:
            let a = unsafe value(node.a, line, slots)
            if a.kind == .null { return .null }
            for index in 0..<node.count {
                let member = unsafe value(operands[Int(node.b + index)], line, slots)
                if Comparison.order(a, member) == 0 { return .boolean(true) }
            }
            return .boolean(false)
        case .inNetworks:
            guard let text = unsafe text(value(node.a, line, slots)), let address = Address(ofEndpoint: text) else {
                return .null
            }
            return .boolean(
                networks[Int(node.b)].contains {
                    $0.network.isVersion4 == address.isVersion4 && address.network($0.length) == $0.network
                })
        case .call: return unsafe call(node, line, slots)
        }
    }

    /// The digits of a number that JSON or a format says to be one, of which the field's value is a double.
    @inline(never)
    private func largeNumber(_ index: Int, _ line: UnsafePointer<UInt8>, _ slot: FieldSlot) -> LineBytes? {
        let isNumber = unsafe fieldTypes[index] == .number
        guard slot.form == .bare || slot.form == .number && isNumber else { return nil }
        return LargeNumber.digits(unsafe LineBytes(line + Int(slot.start), Int(slot.end &- slot.start)))
    }

    @inline(__always)
    private func field(_ index: Int, _ line: UnsafePointer<UInt8>, _ slot: FieldSlot) -> Scalar {
        switch slot.form {
        case .null, .mark: return .null
        case .integer: return .integer(slot.value)
        case .number: return .number(Double(bitPattern: UInt64(bitPattern: slot.value)))
        case .time: return .time(slot.value)
        case .boolean: return .boolean(slot.value != 0)
        case .plain, .bare:
            let bytes = unsafe LineBytes(line + Int(slot.start), Int(slot.end &- slot.start))
            return unsafe fieldTypes[index] == .any ? Scalar(any: bytes, isBare: slot.form == .bare) : .text(bytes)
        case .constant:
            // SAFETY: a static text, of that length.
            return unsafe .text(
                LineBytes(UnsafePointer(bitPattern: Int(slot.value))!, Int(slot.end &- slot.start)))
        case .jsonEscaped, .backslashed, .quotedCell, .byteArray:
            scratch.removeAll()
            unsafe FieldValue(line: line, slot: slot).appendText(to: &scratch)
            return unsafe arena.copy(scratch.rawBuffer)
        }
    }

    private func matches(_ node: ExpressionNode, _ scalar: Scalar) -> Scalar {
        guard failure == nil, let text = text(scalar) else { return .null }
        let subject = unsafe UnsafeRawBufferPointer(start: text.base, count: text.count)
        do {
            return .boolean(try unsafe patterns[Int(node.b)].matches(subject))
        } catch {
            return note(error)
        }
    }

    /// Nothing in an expression throws: whoever asks for values looks at `failure` now and then.
    @inline(never)
    func note(_ error: ThreshError) -> Scalar {
        failure = failure ?? error
        return .null
    }

    /// A value as text; nil for null.
    func text(_ scalar: Scalar) -> LineBytes? {
        switch scalar.kind {
        case .null: nil
        case .text, .large: scalar.bytes
        case .boolean: arena.copy(scalar.isTrue ? "true" : "false").bytes
        case .integer: arena.copy(String(scalar.bits)).bytes
        case .number: arena.copy(NumberText.text(Double(bitPattern: UInt64(bitPattern: scalar.bits)))).bytes
        case .time: arena.copy(TimeText.iso(Timestamp(ticks: scalar.bits), clock)).bytes
        }
    }
}
