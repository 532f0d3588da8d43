import Thresh
import ThreshLogs

/// A line as the aggregates of its group see it.
struct LogLine: ~Escapable {
    let fields: LineFields
    let reader: LogReader

    @_lifetime(copy fields)
    init(_ fields: LineFields, _ reader: LogReader) {
        self.fields = fields
        self.reader = reader
    }
}

/// A value of a line as aggregates of numbers take it.
enum LineNumber {
    /// There is no value.
    case none
    case integer(Int64)
    /// As its digits say, where they are known.
    case decimal(DecimalNumber)
    case number(Double)
    /// There is one, and it is no number.
    case other
}

extension LogLine {
    @_lifetime(copy self)
    func value(_ index: Int) -> ExpressionValue { reader.program.value(index, fields) }

    /// nil when it is null, or no time.
    @inline(__always)
    func time(_ index: Int) -> Timestamp? {
        if let field = reader.plainFields[index] { return fields[field].time }
        return reader.program.value(index, fields).time
    }

    /// The value of an expression as a number.
    func number(_ index: Int) -> LineNumber {
        if let field = reader.plainFields[index] {
            let value = fields[field]
            if value.isNull { return .none }
            if let integer = value.integer { return .integer(Int64(integer)) }
            return value.number.map { .number($0) } ?? .other
        }
        let value = value(index)
        if value.isNull { return .none }
        if let integer = value.integer { return .integer(Int64(integer)) }
        return value.number.map { .number($0) } ?? .other
    }

    /// The value of an expression as an exact number, where it is one that the line has.
    func exactNumber(_ index: Int) -> LineNumber {
        if let field = reader.plainFields[index] {
            let value = fields[field]
            if value.isNull { return .none }
            if let integer = value.integer { return .integer(Int64(integer)) }
            if let decimal = value.decimal(in: reader.durationUnit(field)) { return .decimal(decimal) }
        }
        return number(index)
    }

    /// The bytes of an expression's value, as a person is told of them.
    func withText(_ index: Int, _ body: (ByteView) -> Void) {
        if let field = reader.plainFields[index] { return body(fields[field].bytes) }
        body(value(index).text)
    }

    /// The values of expressions as bytes that are equal where they are; not called where one is null.
    func withKey(_ list: [Int], _ body: (ByteView) -> Void) {
        if list.count == 1, let field = reader.plainFields[list[0]], !fields[field].isEscaped {
            if !fields[field].isNull { body(fields[field].bytes) }
            return
        }
        var key = ByteBuffer(capacity: 64)
        for (place, index) in list.enumerated() {
            let value = reader.program.value(index, fields)
            if value.isNull { return }
            if list.count == 1, value.kind == .text { return body(value.text) }
            LogKey.append(value, isLast: place == list.count - 1, to: &key)
        }
        body(key.view)
    }

    /// The value of an expression as `LogKey` writes it; not called where it is null.
    func withValueKey(_ index: Int, _ body: (ByteView) -> Void) {
        let scratch = reader.scratch
        unsafe scratch.bytes.removeAll()
        if let field = reader.plainFields[index], !fields[field].isEscaped, reader.extractor.types[field].isText {
            if fields[field].isNull { return }
            unsafe LogKey.append(text: fields[field].bytes, isLast: true, to: &scratch.bytes)
        } else {
            let value = reader.program.value(index, fields)
            if value.isNull { return }
            unsafe LogKey.append(value, isLast: true, to: &scratch.bytes)
        }
        body(unsafe ByteView(scratch.bytes.rawBuffer))
    }
}

extension FieldType {
    /// Whether its values are the bytes of the line.
    fileprivate var isText: Bool { self == .text || self == .ip || self == .url }
}
