import Thresh
import ThreshLogs

/// A group of lines: the values of the `--by` expressions, encoded in their order. Numbers are in the order of numbers,
/// text in that of its bytes, null first.
enum LogKey {
    enum Tag {
        static let null: UInt8 = 1
        static let boolean: UInt8 = 2
        static let number: UInt8 = 3
        static let time: UInt8 = 5
        static let text: UInt8 = 6
    }

    static func append(_ value: ExpressionValue, isLast: Bool, to key: inout ByteBuffer) {
        switch value.kind {
        case .any: key.append(Tag.null)
        case .boolean:
            key.append(Tag.boolean)
            key.append(value.isTrue ? 1 : 0)
        case .integer: append(integer: value.integer!, to: &key)
        case .number, .duration:
            key.append(Tag.number)
            value.number!.encodePart(into: &key)
            key.append(0)
        case .time:
            key.append(Tag.time)
            value.time!.encodePart(into: &key)
        case .text: append(text: value.text, isLast: isLast, to: &key)
        }
    }

    /// In the order of doubles, with the integer behind those that stand for several.
    static func append(integer: Int, to key: inout ByteBuffer) {
        let number = Double(integer)
        key.append(Tag.number)
        number.encodePart(into: &key)
        key.append(1)
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
                values.append(reader.readByte() == 0 ? .number(number) : .integer(integer(number, &reader)))
            case Tag.time: values.append(.time(Timestamp(decodingPart: &reader)))
            case Tag.text:
                if index == count - 1 {
                    values.append(.text(Array(reader.rest)))
                } else {
                    values.append(.text(Bytes(decodingPart: &reader)))
                }
            default: values.append(.none)
            }
        }
        return values
    }
}
