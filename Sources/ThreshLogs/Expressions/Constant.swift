internal import Platform
internal import Thresh

/// A value that an expression spells out.
struct Constant {
    private enum Value {
        case null, boolean(Bool), integer(Int64), number(Double), large, text, time(Int64)
    }

    private let value: Value
    /// Of a text, or digits.
    let bytes: [UInt8]

    init(_ literal: Expression.Literal, _ context: ExpressionContext) {
        var bytes: [UInt8] = []
        switch literal {
        case .null: value = .null
        case .boolean(let flag): value = .boolean(flag)
        case .integer(let integer): value = .integer(Int64(integer))
        case .number(let number): value = .number(number)
        case .large(let digits):
            value = .large
            bytes = Array(digits.utf8)
        case .duration(let seconds): value = .number(seconds)
        case .text(let text):
            value = .text
            bytes = FileName.bytes(text)
        case .time(let time): value = .time(time.ticks)
        case .now: value = .time(context.relativeNow().ticks)
        case .localTime(let seconds, let nanoseconds):
            let utc = context.zone.utc(fromLocal: seconds)
            value = .time(Timestamp(seconds: utc, nanoseconds: nanoseconds)?.ticks ?? 0)
        case .day(let offset):
            let days = ZoneClock(context.zone).localDays(context.relativeNow().ticks) + offset
            value = .time(Timestamp(seconds: context.zone.utc(fromLocal: Int64(days) * 86400))?.ticks ?? 0)
        }
        self.bytes = bytes
    }

    static func type(of literal: Expression.Literal) -> ExpressionType {
        switch literal {
        case .null: .any
        case .boolean: .boolean
        case .integer: .integer
        case .number, .large: .number
        case .duration: .duration
        case .text: .text
        case .localTime, .time, .day, .now: .time
        }
    }

    /// REQUIRES: `bytes` are at `start` for as long as the scalar is used.
    func scalar(_ start: UnsafePointer<UInt8>) -> Scalar {
        switch value {
        case .null: .null
        case .boolean(let flag): .boolean(flag)
        case .integer(let integer): .integer(integer)
        case .number(let number): .number(number)
        case .time(let ticks): .time(ticks)
        case .text: unsafe .text(start, bytes.count)
        case .large: unsafe .large(LineBytes(start, bytes.count))
        }
    }
}
