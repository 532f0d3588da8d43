import Thresh

/// Between a mapper and a reducer of one run: what each state has, in the order of the plan.
extension GroupStates {
    func forEachPart(
        of state: UnsafeRawPointer, _ bytes: inout ByteBuffer,
        _ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void
    ) throws(ThreshError) {
        let isLarge = unsafe heapBytes > Tuning.partBytes
        if isLarge {
            // What is large goes in parts, each in a state that has nothing else.
            for index in layout.states.indices {
                try unsafe forEachPart(index, of: state, &bytes, body)
            }
        }
        bytes.removeAll()
        unsafe encode(state, into: &bytes, withoutLarge: isLarge)
        try unsafe body(bytes.rawBuffer)
    }

    private func forEachPart(
        _ index: Int, of state: UnsafeRawPointer, _ bytes: inout ByteBuffer,
        _ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void
    ) throws(ThreshError) {
        let number = unsafe state.load(fromByteOffset: layout.offsets[index], as: Int.self)
        switch layout.states[index] {
        case .distinct: try unsafe forEachPart(index, distinct, number, &bytes, body)
        case .top: try unsafe forEachPart(index, tops, number, &bytes, body)
        case .quantiles: try unsafe forEachPart(index, quantiles, number, &bytes, body)
        default: break
        }
    }

    private func forEachPart<State: DividedAggregate>(
        _ index: Int, _ side: SideStates<State>, _ number: Int, _ bytes: inout ByteBuffer,
        _ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void
    ) throws(ThreshError) {
        guard side.isLarge(number) else { return }
        try side[number].forEachPart(of: Tuning.partBytes) { part throws(ThreshError) in
            bytes.removeAll()
            for (other, kind) in layout.states.enumerated() {
                if other != index {
                    GroupStates.encodeNothing(kind, into: &bytes)
                } else {
                    bytes.append(1)
                    bytes.appendWithLength { part.encode(into: &$0) }
                }
            }
            try unsafe body(bytes.rawBuffer)
        }
    }

    /// What `encode` writes of a state that nothing was added to.
    private static func encodeNothing(_ kind: LogPlan.State, into bytes: inout ByteBuffer) {
        switch kind {
        case .count, .countPresent: bytes.append(varint: 0)
        case .sum:
            bytes.append(integer: Int128(0))
            for _ in 0..<2 { bytes.append(varint: 0) }
            bytes.append(0)
        case .smallest, .largest: bytes.append(ValueState.Kind.none.rawValue)
        case .first, .last:
            bytes.append(integer: Int64(0))
            bytes.append(ValueState.Kind.none.rawValue)
        case .moments, .quantiles, .sketch, .distinct, .distinctEstimate, .top, .topEstimate: bytes.append(0)
        }
    }

    func encode(_ state: UnsafeRawPointer, into bytes: inout ByteBuffer) {
        unsafe encode(state, into: &bytes, withoutLarge: false)
    }

    private func encode(_ state: UnsafeRawPointer, into bytes: inout ByteBuffer, withoutLarge: Bool) {
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
            case .quantiles: unsafe encode(quantiles, number, into: &bytes, withoutLarge)
            case .sketch: unsafe encode(sketches, number, into: &bytes)
            case .distinct: unsafe encode(distinct, number, into: &bytes, withoutLarge)
            case .distinctEstimate: unsafe encode(distinctEstimates, number, into: &bytes)
            case .top: unsafe encode(tops, number, into: &bytes, withoutLarge)
            case .topEstimate: unsafe encode(topEstimates, number, into: &bytes)
            }
        }
    }

    private func encode<State>(
        _ side: SideStates<State>, _ number: Int, into bytes: inout ByteBuffer, _ withoutLarge: Bool = false
    ) {
        let isThere = number > 0 && !(withoutLarge && side.isLarge(number))
        bytes.append(isThere ? 1 : 0)
        if isThere { bytes.appendWithLength { side[number].encode(into: &$0) } }
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
        if unsafe heapBytes > Tuning.partBytes, let space = SpillSpace.current { unsafe makeRoom(state, space) }
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
        case .text, .large, .decimal:
            guard let count = reader.readCount(), let text = reader.readBytes(count) else { return false }
            body(ValueState(kind, 0), text)
        default:
            guard let bits = reader.read(Int64.self) else { return false }
            body(ValueState(kind, bits), .empty)
        }
        return true
    }
}

// MARK: more than fits in memory

extension GroupStates {
    /// Keeps on disk what is largest until the rest fits.
    private func makeRoom(_ state: UnsafeMutableRawPointer, _ space: SpillSpace) {
        while unsafe heapBytes > space.byteCount {
            var largest: (index: Int, bytes: Int)?
            for (index, kind) in layout.states.enumerated() {
                let number = unsafe state.part(layout.offsets[index], as: Int.self).pointee
                let bytes =
                    switch kind {
                    case .distinct: unsafe distinct.bytesToSpill(number)
                    case .top: unsafe tops.bytesToSpill(number)
                    case .quantiles: unsafe quantiles.bytesToSpill(number)
                    default: 0
                    }
                if bytes > largest?.bytes ?? 0 { largest = (index, bytes) }
            }
            guard let largest else { return }
            let number = unsafe state.part(layout.offsets[largest.index], as: Int.self).pointee
            let share = layout.spillableCount
            switch layout.states[largest.index] {
            case .distinct: unsafe heapBytes += distinct.spill(number, to: space, share: share)
            case .top: unsafe heapBytes += tops.spill(number, to: space, share: share)
            case .quantiles: unsafe heapBytes += quantiles.spill(number, to: space, share: share)
            default: return
            }
        }
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
