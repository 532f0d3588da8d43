import Thresh

/// Between a mapper and a reducer of one run: what each state has, in the order of the plan.
extension GroupStates {
    func encode(_ state: UnsafeRawPointer, into bytes: inout ByteBuffer) {
        let state = unsafe UnsafeMutableRawPointer(mutating: state)
        for (index, kind) in layout.states.enumerated() {
            let offset = layout.offsets[index]
            let number = unsafe state.part(offset, as: Int.self).pointee
            switch kind {
            case .count, .countPresent: bytes.append(varint: number)
            case .sum:
                let sum = unsafe state.part(offset, as: SumState.self).pointee
                bytes.append(integer: sum.total.integer)
                bytes.append(varint: sum.total.fraction)
                bytes.append(varint: sum.count)
                unsafe encode(sums, sum.other, into: &bytes)
            case .smallest, .largest: unsafe encode(state.part(offset, as: ValueState.self).pointee, into: &bytes)
            case .first, .last:
                bytes.append(integer: Int64(number))
                unsafe encode(state.part(offset + 8, as: ValueState.self).pointee, into: &bytes)
            case .moments: unsafe encode(moments, number, into: &bytes)
            case .quantiles: unsafe encode(quantiles, number, into: &bytes)
            case .sketch: unsafe encode(sketches, number, into: &bytes)
            case .distinct: unsafe encode(distinct, number, into: &bytes)
            case .distinctEstimate: unsafe encode(distinctEstimates, number, into: &bytes)
            case .top: unsafe encode(tops, number, into: &bytes)
            case .topEstimate: unsafe encode(topEstimates, number, into: &bytes)
            }
        }
    }

    private func encode<State>(_ side: SideStates<State>, _ number: Int, into bytes: inout ByteBuffer) {
        bytes.append(number == 0 ? 0 : 1)
        if number > 0 { bytes.appendWithLength { side[number].encode(into: &$0) } }
    }

    private func encode(_ value: ValueState, into bytes: inout ByteBuffer) {
        bytes.append(value.kind.rawValue)
        if value.kind == .none { return }
        if !value.hasText { return bytes.append(integer: value.bits) }
        let text = unsafe texts[value.place]
        bytes.append(varint: text.count)
        unsafe text.withUnsafeBytes { unsafe bytes.append($0) }
    }

    func merge(_ bytes: ByteView, into state: UnsafeMutableRawPointer) -> Bool {
        var reader = ByteReader(bytes)
        for (index, kind) in layout.states.enumerated() {
            guard unsafe merge(kind, &reader, into: state + layout.offsets[index]) else { return false }
        }
        return reader.isAtEnd
    }

    private func merge(_ kind: LogPlan.State, _ reader: inout ByteReader, into state: UnsafeMutableRawPointer) -> Bool {
        let number = unsafe state.part(0, as: Int.self)
        switch kind {
        case .count, .countPresent:
            guard let count = reader.readCount() else { return false }
            unsafe number.pointee += count
            return true
        case .sum:
            let sum = unsafe state.part(0, as: SumState.self)
            guard let integer = reader.read(Int128.self), let fraction = reader.readVarint(),
                let count = reader.readCount()
            else { return false }
            unsafe sum.pointee.merge(integer: integer, fraction: fraction, count: count)
            return unsafe merge(&sums, &sum.pointee.other, &reader)
        case .smallest, .largest:
            return readValue(&reader) { value, text in
                unsafe offer(value, text, to: state.part(0, as: ValueState.self), isLargest: kind.isLargest)
            }
        case .first, .last:
            guard let time = reader.read(Int64.self) else { return false }
            return readValue(&reader) { value, text in
                unsafe offer(value, text, at: time, to: state, isLast: kind.isLargest)
            }
        case .moments: return unsafe merge(&moments, &number.pointee, &reader)
        case .quantiles:
            unsafe ranked = nil
            return unsafe merge(&quantiles, &number.pointee, &reader)
        case .sketch: return unsafe merge(&sketches, &number.pointee, &reader)
        case .distinct: return unsafe merge(&distinct, &number.pointee, &reader)
        case .distinctEstimate: return unsafe merge(&distinctEstimates, &number.pointee, &reader)
        case .top: return unsafe merge(&tops, &number.pointee, &reader)
        case .topEstimate: return unsafe merge(&topEstimates, &number.pointee, &reader)
        }
    }

    private func merge<State>(_ side: inout SideStates<State>, _ number: inout Int, _ reader: inout ByteReader) -> Bool
    {
        guard let isThere = reader.readByte() else { return false }
        if isThere == 0 { return true }
        guard let size = reader.read(UInt32.self), let bytes = reader.readBytes(Int(size)),
            let state = State(decoding: bytes)
        else { return false }
        if number == 0 {
            let (new, bytes) = side.append(state)
            number = new
            unsafe heapBytes += bytes
        } else {
            unsafe heapBytes += side.merge(number, state)
        }
        return true
    }

    /// Calls `body` with a value, unless there is none, and its text, if it is one.
    private func readValue(_ reader: inout ByteReader, _ body: (ValueState, ByteView) -> Void) -> Bool {
        guard let byte = reader.readByte(), let kind = ValueState.Kind(rawValue: byte) else { return false }
        switch kind {
        case .none: return true
        case .text, .large:
            guard let count = reader.readCount(), let text = reader.readBytes(count) else { return false }
            body(ValueState(kind, 0), text)
        default:
            guard let bits = reader.read(Int64.self) else { return false }
            body(ValueState(kind, bits), .empty)
        }
        return true
    }
}

extension LogPlan.State {
    /// Whether it is the greater of two values or times that counts.
    fileprivate var isLargest: Bool {
        switch self {
        case .largest, .last: true
        default: false
        }
    }
}
