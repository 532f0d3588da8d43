import Thresh
import ThreshLogs

/// Reads the lines of one format for a question about templates.
final class TemplateReader {
    let extractor: FieldExtractor
    private let program: ExpressionProgram
    private let filter: Int?
    private let split: Int?
    private let time: Source?
    private let message: Source?
    private let text = Scratch()

    /// Where a value comes from: a field as it is, which is quicker, or an expression.
    private enum Source {
        case field(Int)
        case expression(Int)
    }

    private final class Scratch {
        @exclusivity(unchecked) var bytes = ByteBuffer()
    }

    init(_ format: LogFormat, _ question: TemplateQuestion, _ context: ExpressionContext) throws {
        var expressions: [Expression] = []
        func add(_ expression: Expression?) -> Int? {
            guard let expression else { return nil }
            expressions.append(expression)
            return expressions.count - 1
        }
        filter = add(question.filter)
        split = add(question.split)
        let hasTime = format.isOpen || format.type(of: "time") != nil
        let time = add(hasTime ? try LogQuery.expression("time") : nil)
        let hasMessage = format.fields.contains { $0.name == "message" || $0.aliases.contains("message") }
        let message = add(try question.message ?? (hasMessage ? LogQuery.expression("message") : nil))
        let program = try reporting { [expressions] () throws(ExpressionError) in
            try ExpressionProgram(expressions, format: format, context: context)
        }
        self.program = program
        extractor = try FieldExtractor(
            format, fields: program.fieldNames, context: TimeContext(zone: context.zone, reference: context.now))
        func source(_ index: Int?) -> Source? {
            guard let index else { return nil }
            guard case .field(let name) = expressions[index].kind,
                let field = program.fieldNames.firstIndex(of: name)
            else { return .expression(index) }
            return .field(field)
        }
        self.time = source(time)
        self.message = source(message)
    }

    enum Set { case none, before, after }

    /// The set that a line belongs to.
    @inline(__always)
    func set(_ fields: LineFields, isBaseline: Bool) -> Set {
        if filter == nil && split == nil { return isBaseline ? .before : .after }
        program.begin()
        if let filter, !program.value(filter, fields).isTrue { return .none }
        guard let split else { return isBaseline ? .before : .after }
        let value = program.value(split, fields)
        return value.isNull ? .none : value.isTrue ? .after : .before
    }

    /// Nanoseconds since 1970.
    @inline(__always)
    func time(_ fields: LineFields) -> Int64? {
        switch time {
        case .field(let index): fields[index].time?.nanoseconds
        case .expression(let index): program.value(index, fields).time?.nanoseconds
        case nil: nil
        }
    }

    /// Appends the message of a line, masked.
    @inline(__always)
    func appendMessage(_ fields: LineFields, to masked: inout ByteBuffer) {
        switch message {
        case .field(let index):
            if !fields[index].isEscaped { return MessageMask.append(fields[index].bytes, to: &masked) }
            unsafe text.bytes.removeAll()
            unsafe fields[index].appendText(to: &text.bytes)
            unsafe MessageMask.append(ByteView(text.bytes.rawBuffer), to: &masked)
        case .expression(let index): appendValue(program.value(index, fields), to: &masked)
        case nil: MessageMask.append(fields.line, to: &masked)
        }
    }

    private func appendValue(_ value: ExpressionValue, to masked: inout ByteBuffer) {
        if value.kind == .text { return MessageMask.append(value.text, to: &masked) }
        guard let number = value.number else { return }
        unsafe text.bytes.removeAll()
        unsafe text.bytes.append(LogRowWriter.text(number))
        unsafe MessageMask.append(ByteView(text.bytes.rawBuffer), to: &masked)
    }
}
