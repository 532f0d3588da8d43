import Thresh

/// Prints the offset of each record, and its bytes with `|` for line ends.
struct RecordList: MapOnlyJob {
    let records: RecordFormat

    func map(_ record: Record, into part: inout PartWriter) {
        part.write(Int(record.offset))
        part.tab()
        write(record.bytes, to: &part)
    }
}

/// Prints all records in the order of their bytes, from several parts.
struct RecordSort: GroupingJob {
    let records: RecordFormat
    var order: KeyOrder { .total }

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {
        output.emit(record.bytes, record.bytes.slice(0, 0))
    }

    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        while try values.nextBytes() != nil { write(key, to: &part) }
    }
}

private func write(_ bytes: ByteView, to part: inout PartWriter) {
    for index in 0..<bytes.count {
        part.write(bytes.slice(index, index + 1) == "\n" ? "|" : String(decoding: [bytes[index]], as: UTF8.self))
    }
    part.endRow()
}
