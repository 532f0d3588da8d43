import Thresh
import ThreshLogs

/// Makes the states of a plan's groups those of one run over all files.
struct KeptStates {
    let states: [LogPlan.State]
    let types: KeptTypes

    /// Whether they depend on types.
    var isNeeded: Bool { states.contains { changes($0) } }

    private func changes(_ state: LogPlan.State) -> Bool {
        switch state {
        case .distinct(let list), .distinctEstimate(let list): list.contains { !types.keeps($0) }
        case .top(let index, _), .topEstimate(let index, _), .first(let index), .last(let index): !types.keeps(index)
        default: false
        }
    }

    /// An expression of which only estimates are kept that depend on types.
    var estimated: Int? {
        for state in states {
            if case .distinctEstimate(let list) = state, let index = list.first(where: { !types.keeps($0) }) {
                return index
            }
        }
        return nil
    }

    /// Appends what a state is that `GroupStates` encoded.
    ///
    /// - Returns: false of other bytes.
    func append(_ bytes: ByteView, to result: inout ByteBuffer) -> Bool {
        var reader = ByteReader(bytes)
        for state in states {
            let start = bytes.count - reader.remaining
            guard pass(state, &reader) else { return false }
            let part = bytes.slice(start, bytes.count - reader.remaining)
            if !changes(state) {
                result.append(part)
            } else if !append(part, state, to: &result) {
                return false
            }
        }
        return reader.isAtEnd
    }

    private func pass(_ state: LogPlan.State, _ reader: inout ByteReader) -> Bool {
        switch state {
        case .count, .countPresent: return reader.readCount() != nil
        case .sum:
            guard reader.read(Int128.self) != nil, reader.readVarint() != nil, reader.readCount() != nil else {
                return false
            }
            return passSide(&reader)
        case .smallest, .largest: return passValue(&reader)
        case .first, .last: return reader.read(Int64.self) != nil && passValue(&reader)
        default: return passSide(&reader)
        }
    }

    private func passSide(_ reader: inout ByteReader) -> Bool {
        guard let flag = reader.readByte() else { return false }
        if flag == 0 { return true }
        guard let size = reader.read(UInt32.self) else { return false }
        return reader.readBytes(Int(size)) != nil
    }

    private func passValue(_ reader: inout ByteReader) -> Bool {
        guard let byte = reader.readByte(), let kind = ValueState.Kind(rawValue: byte) else { return false }
        switch kind {
        case .none: return true
        case .text, .large, .decimal:
            guard let count = reader.readCount(), reader.readBytes(count) != nil else { return false }
            return true
        default: return reader.read(Int64.self) != nil
        }
    }

    private func append(_ part: ByteView, _ state: LogPlan.State, to result: inout ByteBuffer) -> Bool {
        switch state {
        case .first(let index), .last(let index): return append(byTime: part, index, to: &result)
        default: break
        }
        if part[0] == 0 {
            result.append(part)
            return true
        }
        let side = part.slice(5, part.count)
        switch state {
        case .distinct(let list):
            guard let known = Distinct(decoding: side) else { return false }
            var changed = Distinct()
            known.forEach { key in
                let key = types.distinctKey(key, of: list)
                unsafe key.withUnsafeBytes { changed.add(unsafe ByteView($0)) }
            }
            append(changed, to: &result)
        case .top(let index, _):
            guard let known = TopK(decoding: side) else { return false }
            append(known.renaming { valueKey($0, index) }, to: &result)
        case .topEstimate(let index, _):
            guard let known = SpaceSaving(decoding: side) else { return false }
            append(known.renaming { valueKey($0, index) }, to: &result)
        default: return false
        }
        return true
    }

    private func valueKey(_ key: ByteView, _ index: Int) -> [UInt8] {
        var result = ByteBuffer()
        types.append(LogKey.values(of: key, count: 1)[0], index, isLast: true, to: &result)
        return [UInt8](result.view)
    }

    private func append(_ aggregate: some Aggregate, to result: inout ByteBuffer) {
        result.append(1)
        result.appendWithLength { aggregate.encode(into: &$0) }
    }

    /// A time and a value: a text that other files have as a time is one.
    private func append(byTime part: ByteView, _ index: Int, to result: inout ByteBuffer) -> Bool {
        let kind = ValueState.Kind(rawValue: part[8])
        var reader = ByteReader(part.slice(9, part.count))
        guard kind == .text, let count = reader.readCount(), let text = reader.readBytes(count),
            let time = types.time(.text(Bytes(text)), index)
        else {
            result.append(part)
            return true
        }
        result.append(part.slice(0, 8))
        result.append(ValueState.Kind.time.rawValue)
        result.append(integer: time.ticks)
        return true
    }
}
