import Thresh
import ThreshLogs

/// The types of expressions in the files that a partial or a state is of, and in all: values that were kept as those become
/// what one run over all files keeps.
///
/// One process, one thread at a time.
final class KeptTypes {
    private let from: [ExpressionType]
    private let to: [ExpressionType]
    private let times: [WrittenTimes?]
    private let context: TimeContext

    /// - Parameter layouts: how some of the files write the times that an expression is there; nil where it is none.
    init(_ from: [ExpressionType], _ to: [ExpressionType], layouts: [[TimeLayout]?], context: ExpressionContext) {
        (self.from, self.to) = (from, to)
        let timeContext = TimeContext(zone: context.zone, reference: context.now)
        self.context = timeContext
        times = from.indices.map { index in
            if from[index] == .time || to[index] == .text { return nil }
            return layouts[index].map { WrittenTimes($0, timeContext) }
        }
    }

    /// Whether values of an expression stay as they are: a number is the same whatever else there is.
    func keeps(_ index: Int) -> Bool {
        if from[index] == to[index] && times[index] == nil { return true }
        switch (from[index], to[index]) {
        case (.text, _), (.numeral, _), (_, .text), (_, .numeral): return false
        default: return times[index] == nil || from[index] == .boolean
        }
    }

    /// Whether what was written cannot be told any more.
    func loses(_ index: Int) -> Bool { from[index] == .time && to[index] == .text }

    /// The bytes of a value among those of a key.
    func append(_ value: LogValue, _ index: Int, isLast: Bool, to key: inout ByteBuffer) {
        switch value {
        case .none: key.append(LogKey.Tag.null)
        case .time(let time):
            key.append(LogKey.Tag.time)
            time.encodePart(into: &key)
        case .boolean(let isTrue) where to[index] != .text:
            key.append(LogKey.Tag.boolean)
            key.append(isTrue ? 1 : 0)
        default: append(text: value, index, isLast: isLast, to: &key)
        }
    }

    private func append(text value: LogValue, _ index: Int, isLast: Bool, to key: inout ByteBuffer) {
        if let time = time(value, index) {
            key.append(LogKey.Tag.time)
            return time.encodePart(into: &key)
        }
        switch (value, to[index]) {
        case (.integer(let integer), let type) where type != .text && !type.isNumeral:
            LogKey.append(integer: integer, to: &key)
        case (.number(let number), let type) where type != .text && !type.isNumeral:
            LogKey.append(number: number, to: &key)
        default:
            var text = ByteBuffer()
            value.appendText(in: .utc, to: &text)
            LogKey.append(text: text.view, as: to[index], isLast: isLast, to: &key)
        }
    }

    /// What a text or number is where other files have times.
    func time(_ value: LogValue, _ index: Int) -> Timestamp? {
        guard let times = times[index] else { return nil }
        var text = ByteBuffer()
        value.appendText(in: .utc, to: &text)
        return times.time(of: text.view)
    }

    /// Makes a key of another: of expressions one behind the other.
    func append(key: ByteView, of indices: Range<Int>, to result: inout ByteBuffer) {
        if indices.isEmpty { return result.append(key) }
        for (place, value) in LogKey.values(of: key, count: indices.count).enumerated() {
            append(value, indices.lowerBound + place, isLast: place == indices.count - 1, to: &result)
        }
    }

    /// The same of the values that `distinct` tells apart: those of a single text stand without a tag.
    func distinctKey(_ key: ByteView, of list: [Int]) -> [UInt8] {
        var result = ByteBuffer()
        if list.count == 1 {
            let values = from[list[0]] == .text ? [.text(Bytes(key))] : LogKey.values(of: key, count: 1)
            if to[list[0]] == .text {
                values[0].appendText(in: .utc, to: &result)
                return [UInt8](result.view)
            }
            append(values[0], list[0], isLast: true, to: &result)
        } else {
            for (place, value) in LogKey.values(of: key, count: list.count).enumerated() {
                append(value, list[place], isLast: place == list.count - 1, to: &result)
            }
        }
        return [UInt8](result.view)
    }
}

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
        case .text, .large:
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
        result.append(integer: time.nanoseconds)
        return true
    }
}
