import Thresh

/// Between a mapper and a reducer of one run: a byte for the kind, the numbers of the arguments, the state.
extension LogCell {
    func encode(into bytes: inout ByteBuffer) {
        switch self {
        case .count(let count):
            bytes.append(0)
            bytes.append(varint: count)
        case .countPresent(let x, let count):
            bytes.append(1)
            bytes.append(varint: x)
            bytes.append(varint: count)
        case .sum(let x, let integers, let numbers, let count):
            bytes.append(2)
            bytes.append(varint: x)
            bytes.append(integer: Int64(integers))
            bytes.append(varint: count)
            bytes.append(numbers == nil ? 0 : 1)
            if let numbers { bytes.appendWithLength { numbers.encode(into: &$0) } }
        case .moments(let x, let state): LogCell.encode(3, [x], state.value, into: &bytes)
        case .extreme(let x, let isLargest, let value):
            bytes.append(isLargest ? 5 : 4)
            bytes.append(varint: x)
            LogCell.encode(value, into: &bytes)
        case .quantiles(let x, let state): LogCell.encode(6, [x], state.value, into: &bytes)
        case .sketch(let x, let state): LogCell.encode(7, [x], state.value, into: &bytes)
        case .distinct(let list, let state): LogCell.encode(8, list, state.value, into: &bytes)
        case .distinctEstimate(let list, let state): LogCell.encode(9, list, state.value, into: &bytes)
        case .top(let x, let state): LogCell.encode(12, [x], state.value, into: &bytes)
        case .topEstimate(let x, let state): LogCell.encode(13, [x], state.value, into: &bytes)
        case .byTime(let x, let isLast, let time, let value):
            bytes.append(isLast ? 11 : 10)
            bytes.append(varint: x)
            bytes.append(integer: time)
            LogCell.encode(value, into: &bytes)
        }
    }

    init?(_ reader: inout ByteReader) {
        guard let kind = reader.readByte() else { return nil }
        switch kind {
        case 0:
            guard let count = reader.readCount() else { return nil }
            self = .count(count)
        case 1:
            guard let x = reader.readCount(), let count = reader.readCount() else { return nil }
            self = .countPresent(x, count)
        case 2:
            guard let x = reader.readCount(), let integers = reader.read(Int64.self), let count = reader.readCount(),
                let hasNumbers = reader.readByte()
            else { return nil }
            var numbers: FloatingSum?
            if hasNumbers == 1 {
                guard let size = reader.read(UInt32.self), let bytes = reader.readBytes(Int(size)) else { return nil }
                numbers = FloatingSum(decoding: bytes)
            }
            self = .sum(x, integers: Int(integers), numbers: numbers, count: count)
        case 4, 5:
            guard let x = reader.readCount(), let value = LogCell.decodeValue(&reader) else { return nil }
            self = .extreme(x, isLargest: kind == 5, value)
        case 10, 11:
            guard let x = reader.readCount(), let time = reader.read(Int64.self),
                let value = LogCell.decodeValue(&reader)
            else { return nil }
            self = .byTime(x, isLast: kind == 11, time: time, value)
        default:
            guard let count = reader.readCount(limit: 64) else { return nil }
            var list: [Int] = []
            for _ in 0..<count { list.append(reader.readCount() ?? 0) }
            guard let size = reader.read(UInt32.self), let bytes = reader.readBytes(Int(size)) else { return nil }
            switch kind {
            case 3:
                guard let state = Variance(decoding: bytes) else { return nil }
                self = .moments(list[0], CellState(state))
            case 6:
                guard let state = Quantiles<Double>(decoding: bytes) else { return nil }
                self = .quantiles(list[0], CellState(state))
            case 7:
                guard let state = DDSketch(decoding: bytes) else { return nil }
                self = .sketch(list[0], CellState(state))
            case 8:
                guard let state = Distinct(decoding: bytes) else { return nil }
                self = .distinct(list, CellState(state))
            case 9:
                guard let state = HyperLogLog(decoding: bytes) else { return nil }
                self = .distinctEstimate(list, CellState(state))
            case 12:
                guard let state = TopK(decoding: bytes) else { return nil }
                self = .top(list[0], CellState(state))
            case 13:
                guard let state = SpaceSaving(decoding: bytes) else { return nil }
                self = .topEstimate(list[0], CellState(state))
            default: return nil
            }
        }
    }

    private static func encode(_ kind: UInt8, _ list: [Int], _ state: some Aggregate, into bytes: inout ByteBuffer) {
        bytes.append(kind)
        bytes.append(varint: list.count)
        for index in list { bytes.append(varint: index) }
        bytes.appendWithLength { state.encode(into: &$0) }
    }

    private static func encode(_ value: [UInt8]?, into bytes: inout ByteBuffer) {
        bytes.append(value == nil ? 0 : 1)
        guard let value else { return }
        bytes.append(varint: value.count)
        for byte in value { bytes.append(byte) }
    }

    private static func decodeValue(_ reader: inout ByteReader) -> [UInt8]?? {
        guard let isThere = reader.readByte() else { return nil }
        if isThere == 0 { return .some(nil) }
        guard let count = reader.readCount(), let bytes = reader.readBytes(count) else { return nil }
        return .some(Array(bytes))
    }
}
