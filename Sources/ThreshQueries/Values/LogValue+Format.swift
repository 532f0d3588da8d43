import Thresh

/// Between a reducer and the driver: a byte for the kind, then the value.
extension LogValue {
    private enum Tag {
        static let none: UInt8 = 0
        static let boolean: UInt8 = 1
        static let integer: UInt8 = 2
        static let number: UInt8 = 3
        static let decimal: UInt8 = 4
        static let duration: UInt8 = 5
        static let bytes: UInt8 = 6
        static let time: UInt8 = 7
        static let address: UInt8 = 8
        static let text: UInt8 = 9
        static let ranking: UInt8 = 10
    }

    func encode(into bytes: inout ByteBuffer) {
        switch self {
        case .none: bytes.append(Tag.none)
        case .boolean(let value):
            bytes.append(Tag.boolean)
            bytes.append(value ? 1 : 0)
        case .integer(let value): LogValue.append(Tag.integer, Int64(value), to: &bytes)
        case .number(let value): LogValue.append(Tag.number, value.bitPattern, to: &bytes)
        case .decimal(let digits): LogValue.append(Tag.decimal, digits, to: &bytes)
        case .duration(let value): LogValue.append(Tag.duration, value.bitPattern, to: &bytes)
        case .bytes(let value): LogValue.append(Tag.bytes, Int64(value), to: &bytes)
        case .time(let value): LogValue.append(Tag.time, value.ticks, to: &bytes)
        case .address(let text): LogValue.append(Tag.address, text, to: &bytes)
        case .text(let text): LogValue.append(Tag.text, text, to: &bytes)
        case .ranking(let list):
            bytes.append(Tag.ranking)
            bytes.append(varint: list.count)
            for entry in list {
                entry.value.encode(into: &bytes)
                bytes.append(varint: entry.lines)
            }
        }
    }

    /// nil at what `encode` does not write.
    init?(_ reader: inout ByteReader) {
        guard let tag = reader.readByte() else { return nil }
        switch tag {
        case Tag.none: self = .none
        case Tag.boolean:
            guard let byte = reader.readByte() else { return nil }
            self = .boolean(byte != 0)
        case Tag.integer, Tag.bytes, Tag.time:
            guard let value = reader.read(Int64.self) else { return nil }
            self =
                tag == Tag.time
                ? .time(Timestamp(ticks: value)) : tag == Tag.bytes ? .bytes(Int(value)) : .integer(Int(value))
        case Tag.number, Tag.duration:
            guard let bits = reader.read(UInt64.self) else { return nil }
            self = tag == Tag.number ? .number(Double(bitPattern: bits)) : .duration(Double(bitPattern: bits))
        case Tag.decimal, Tag.address, Tag.text:
            guard let count = reader.readCount(), let view = reader.readBytes(count) else { return nil }
            let text = Bytes(view)
            self = tag == Tag.decimal ? .decimal(text) : tag == Tag.address ? .address(text) : .text(text)
        case Tag.ranking:
            guard let count = reader.readCount() else { return nil }
            var list: [Ranked] = []
            for _ in 0..<count {
                guard let value = LogValue(&reader), let lines = reader.readCount() else { return nil }
                list.append(Ranked(value: value, lines: lines))
            }
            self = .ranking(list)
        default: return nil
        }
    }

    /// A row of them.
    static func decode(_ row: ByteView) throws -> [LogValue] {
        var reader = ByteReader(row)
        var values: [LogValue] = []
        while !reader.isAtEnd {
            guard let value = LogValue(&reader) else {
                throw ThreshError(.software, "a row of values cannot be decoded")
            }
            values.append(value)
        }
        return values
    }

    private static func append(_ tag: UInt8, _ integer: some FixedWidthInteger, to bytes: inout ByteBuffer) {
        bytes.append(tag)
        bytes.append(integer: integer)
    }

    private static func append(_ tag: UInt8, _ text: Bytes, to bytes: inout ByteBuffer) {
        bytes.append(tag)
        bytes.append(varint: text.array.count)
        unsafe text.array.withUnsafeBytes { unsafe bytes.append($0) }
    }
}
