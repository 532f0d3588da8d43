import Thresh

/// Puts rows in order that have their rank before them: encoded bytes, as a cell.
struct RankedRows: GroupingJob {
    var columns: [Column]? { nil }
    var order: KeyOrder { .total }
    private let rank = ScratchBytes()

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {
        let row = record.rawLine
        guard let tab = row.firstIndex(of: UInt8(ascii: "\t")) else { return }
        unsafe rank.bytes.removeAll()
        unsafe rank.bytes.append(unescaping: row.slice(0, tab))
        unsafe output.emit(ByteView(rank.bytes.rawBuffer), row.slice(tab + 1, row.count))
    }

    func reduce(_ key: ByteView, _ rows: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        while let row = try rows.nextBytes() {
            part.write(row)
            part.endRow()
        }
    }
}
