import Thresh
import ThreshLogs

/// What makes values the same, and their order: bytes that are equal where values are, and in the order of values. A group
/// of lines has those of its `--by` expressions, one behind the other.
///
/// Null first, then numbers in their order, times, texts in that of their bytes. Where a column's values are texts that are
/// numbers, each is in the place of its number, and still differs from what is written in another way.
enum LogKey {
    enum Tag {
        static let null: UInt8 = 1
        static let boolean: UInt8 = 2
        static let number: UInt8 = 3
        static let time: UInt8 = 5
        static let text: UInt8 = 6
    }

    /// How a number goes on behind its place in the order.
    private enum Form {
        static let number: UInt8 = 0
        static let integer: UInt8 = 1
        /// As the text that it is written as.
        static let text: UInt8 = 2
        /// The same of an integer that 64 bits do not hold: its length before it; of a negative one this and the digits are
        /// inverted.
        static let digits: UInt8 = 3
        /// Behind the greatest double that is not above it, a number with more digits: those in its order. Only where keys
        /// are not read.
        static let order: UInt8 = 4
    }

    /// - Parameter type: of the expression in all files.
    static func append(_ value: ExpressionValue, as type: ExpressionType, isLast: Bool, to key: inout ByteBuffer) {
        switch value.kind {
        case .any: key.append(Tag.null)
        case .boolean:
            key.append(Tag.boolean)
            key.append(value.isTrue ? 1 : 0)
        case .integer: append(integer: value.integer!, to: &key)
        case .number, .duration:
            if value.isLarge { return append(text: value.text, as: .number, isLast: isLast, to: &key) }
            append(number: value.number!, to: &key)
        case .time:
            key.append(Tag.time)
            value.time!.encodePart(into: &key)
        case .text, .numeral: append(text: value.text, as: type, isLast: isLast, to: &key)
        }
    }

    /// What is not read again: in the order of values, of numbers in that of all of their digits.
    static func append(orderOf value: ExpressionValue, as type: ExpressionType, to key: inout ByteBuffer) {
        if value.isLarge || value.kind == .text && LogKey.areDecimals(type), value.text.count > 15,
            !NumberText.isInteger(value.text)
        {
            var digits = ByteBuffer()
            if let place = LargeNumber.appendOrder(of: value.text, to: &digits) {
                key.append(Tag.number)
                place.encodePart(into: &key)
                key.append(Form.order)
                key.append(digits.view)
                // Equal numbers that are written otherwise.
                return key.append(ordered: value.text)
            }
        }
        append(value, as: type, isLast: false, to: &key)
    }

    /// Whether texts of such a type that are numbers are written as answers print numbers.
    private static func areDecimals(_ type: ExpressionType) -> Bool {
        switch type {
        case .any, .number, .numeral(.number), .numeral(.duration), .numeral(.size), .numeral(.binarySize): true
        default: false
        }
    }

    /// A whole number is the same as that integer.
    static func append(number: Double, to key: inout ByteBuffer) {
        if let integer = Int(exactly: number) { return append(integer: integer, to: &key) }
        key.append(Tag.number)
        number.encodePart(into: &key)
        key.append(Form.number)
    }

    @inline(never)
    static func append(text: ByteView, as type: ExpressionType, isLast: Bool, to key: inout ByteBuffer) {
        if type == .text { return append(text: text, isLast: isLast, to: &key) }
        var numeral = Numeral.number
        if case .numeral(let kind) = type {
            numeral = kind
        } else if text == "true" || text == "false" {
            // A column that is not of texts alone: what is written alike is one.
            key.append(Tag.boolean)
            return key.append(text.count == 4 ? 1 : 0)
        } else if let number = NumberText.printed(text) {
            return number.integer.map { append(integer: $0, to: &key) } ?? append(number: number.number, to: &key)
        }
        guard let number = numeral.value(of: text) else { return append(text: text, isLast: isLast, to: &key) }
        if number.magnitude >= 0x1p63, text.count < 256, NumberText.isInteger(text) {
            return append(digits: text, of: number, isLast: isLast, to: &key)
        }
        key.append(Tag.number)
        (number == 0 ? 0 : number).encodePart(into: &key)
        key.append(Form.text)
        if isLast { key.append(text) } else { key.append(ordered: text) }
    }

    private static func append(digits: ByteView, of number: Double, isLast: Bool, to key: inout ByteBuffer) {
        key.append(Tag.number)
        let isNegative = number < 0
        // Before the least integer of 64 bits, which is the same double as those that are a little less.
        (number == -0x1p63 ? number.nextDown : number).encodePart(into: &key)
        key.append(Form.digits)
        let length = UInt8(digits.count)
        key.append(isNegative ? ~length : length)
        let written = isNegative ? inverted(Array(digits)) : Array(digits)
        unsafe written.withUnsafeBytes { bytes in
            let view = unsafe ByteView(bytes)
            if isLast { key.append(view) } else { key.append(ordered: view) }
        }
    }

    /// With nine less each digit in its place.
    private static func inverted(_ digits: [UInt8]) -> [UInt8] {
        digits.map { $0 &- 48 < 10 ? 105 - $0 : $0 }
    }

    /// In the order of doubles, with the integer behind those that stand for several.
    static func append(integer: Int, to key: inout ByteBuffer) {
        let number = Double(integer)
        key.append(Tag.number)
        number.encodePart(into: &key)
        key.append(Form.integer)
        if number.magnitude >= leastInexact { integer.encodePart(into: &key) }
    }

    /// Several integers have this double, and others have each above it.
    private static let leastInexact = 0x1p53

    private static func integer(_ number: Double, _ reader: inout KeyReader) -> Int {
        number.magnitude >= leastInexact ? Int(decodingPart: &reader) : Int(number)
    }

    static func append(text: ByteView, isLast: Bool, to key: inout ByteBuffer) {
        key.append(Tag.text)
        if isLast { key.append(text) } else { key.append(ordered: text) }
    }

    /// The values of a key that was made of so many.
    static func values(of key: ByteView, count: Int) -> [LogValue] {
        var reader = KeyReader(key)
        var values: [LogValue] = []
        for index in 0..<count {
            switch reader.readByte() {
            case Tag.boolean: values.append(.boolean(reader.readByte() != 0))
            case Tag.number:
                let number = Double(decodingPart: &reader)
                switch reader.readByte() {
                case Form.number: values.append(.number(number))
                case Form.integer: values.append(.integer(integer(number, &reader)))
                case Form.digits:
                    _ = reader.readByte()
                    let digits = text(&reader, isLast: index == count - 1)
                    values.append(number < 0 ? .text(inverted(digits.array)) : .text(digits))
                default: values.append(.text(text(&reader, isLast: index == count - 1)))
                }
            case Tag.time: values.append(.time(Timestamp(decodingPart: &reader)))
            case Tag.text: values.append(.text(text(&reader, isLast: index == count - 1)))
            default: values.append(.none)
            }
        }
        return values
    }

    private static func text(_ reader: inout KeyReader, isLast: Bool) -> Bytes {
        isLast ? Bytes(reader.rest) : Bytes(decodingPart: &reader)
    }
}
