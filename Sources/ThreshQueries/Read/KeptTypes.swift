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
