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
    /// There is no value, or it is no number.
    case none
    case integer(Int64)
    /// One that 64 bits do not hold.
    case wide(Int128)
    /// As its digits say, where they are known.
    case decimal(DecimalNumber)
    case number(Double)
}

extension LogLine {
    @_lifetime(copy self)
    func value(_ index: Int) -> ExpressionValue { reader.program.value(index, fields) }

    /// What an expression gives in all files.
    func type(_ index: Int) -> ExpressionType { reader.types[index] }

    /// nil when it is null, or no time.
    @inline(__always)
    func time(_ index: Int) -> Timestamp? {
        if let field = reader.plainFields[index] { return fields[field].time }
        return reader.program.value(index, fields).time
    }

    /// An expression as a number. What is none is counted by the program.
    ///
    /// - Parameters:
    ///   - field: the field that is all of the expression, or -1.
    ///   - use: which use of numbers it is.
    ///   - counts: whether its values are counted.
    func number(_ field: Int, _ use: Int, counts: Bool) -> LineNumber {
        if field >= 0 {
            let value = fields[field]
            if let integer = value.readInteger {
                if counts { reader.program.countValue(use) }
                return .integer(integer)
            }
            if let number = value.readNumber {
                if counts { reader.program.countValue(use) }
                return .number(number)
            }
        }
        let value = reader.program.number(use, fields)
        if let integer = value.integer { return .integer(Int64(integer)) }
        if let wide = value.wide { return .wide(wide) }
        return value.number.map { .number($0) } ?? .none
    }

    /// The same as an exact number, where it is one that the line has.
    func exactNumber(_ field: Int, _ use: Int, counts: Bool) -> LineNumber {
        if field >= 0 {
            let value = fields[field]
            if let integer = value.readInteger {
                if counts { reader.program.countValue(use) }
                return .integer(integer)
            }
            let unit = reader.durationUnit(field)
            if !reader.scalesNumbers(field),
                let decimal = value.decimal(in: unit, hasDecimalComma: reader.hasDecimalComma(field))
            {
                if counts { reader.program.countValue(use) }
                return .decimal(decimal)
            }
        }
        return number(field, use, counts: counts)
    }

    /// The values of expressions as bytes that are equal where they are; not called where one is null.
    func withKey(_ list: [Int], _ body: (ByteView) -> Void) {
        if list.count == 1, type(list[0]) == .text, let field = reader.plainFields[list[0]], !fields[field].isEscaped {
            if !fields[field].isNull { body(fields[field].bytes) }
            return
        }
        var key = ByteBuffer(capacity: 64)
        for (place, index) in list.enumerated() {
            let value = reader.program.value(index, fields)
            if value.isNull { return }
            if list.count == 1, type(index) == .text { return body(value.text) }
            LogKey.append(value, as: type(index), isLast: place == list.count - 1, to: &key)
        }
        body(key.view)
    }

    /// The value of an expression as `LogKey` writes it; not called where it is null.
    func withValueKey(_ index: Int, _ body: (ByteView) -> Void) {
        let scratch = reader.scratch
        unsafe scratch.bytes.removeAll()
        if type(index) == .text, let field = reader.plainFields[index], !fields[field].isEscaped {
            if fields[field].isNull { return }
            unsafe LogKey.append(text: fields[field].bytes, isLast: true, to: &scratch.bytes)
        } else {
            let value = reader.program.value(index, fields)
            if value.isNull { return }
            unsafe LogKey.append(value, as: type(index), isLast: true, to: &scratch.bytes)
        }
        body(unsafe ByteView(scratch.bytes.rawBuffer))
    }
}
