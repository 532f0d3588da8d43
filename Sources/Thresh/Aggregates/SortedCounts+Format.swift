/// length:varint has-counts:u8 (difference:varint count:varint?)*, each value as the difference to the one before.
extension SortedCounts {
    @usableFromInline
    func encode(into bytes: inout ByteBuffer) {
        bytes.append(varint: values.count)
        bytes.append(counts.isEmpty ? 0 : 1)
        var before: UInt64 = 0
        for index in values.indices {
            bytes.append(varint: values[index] - before)
            before = values[index]
            if !counts.isEmpty { bytes.append(varint: counts[index]) }
        }
    }

    @usableFromInline
    init?(from reader: inout ByteReader) {
        guard let length = reader.readCount(limit: reader.remaining), let hasCounts = reader.readByte(), hasCounts <= 1
        else { return nil }
        var (values, counts): ([UInt64], [Int]) = ([], [])
        values.reserveCapacity(length)
        if hasCounts == 1 { counts.reserveCapacity(length) }
        var value: UInt64 = 0
        var total = 0
        for index in 0..<length {
            guard let difference = reader.readVarint(), index == 0 || difference > 0 else { return nil }
            let (sum, overflow) = value.addingReportingOverflow(difference)
            if overflow { return nil }
            value = sum
            values.append(value)
            guard hasCounts == 1 else { continue }
            guard let count = reader.readCount(limit: .max - total), count > 0 else { return nil }
            total += count
            counts.append(count)
        }
        self.init(values: values, counts: counts)
    }
}
