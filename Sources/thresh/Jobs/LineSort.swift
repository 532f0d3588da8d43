import Thresh

/// Sorts lines by total order. The whole line is the key where it can be; else the key is what the sort keys make of it,
/// one behind another, and the line is the value, which decides between equal keys.
struct LineSort: GroupingJob {
    /// Empty for the whole line as it is.
    let keys: [SortKey]
    /// Whether lines are in descending order where the keys do not decide.
    let isReversed: Bool
    let isUnique: Bool
    private let key = ByteBuffer.Reference()
    private let value = ByteBuffer.Reference()
    private let piece = ByteBuffer.Reference()

    var records: RecordFormat { .textLines }

    init(keys: [SortKey], isReversed: Bool, isUnique: Bool) {
        self.keys = keys
        self.isReversed = isReversed
        self.isUnique = isUnique
    }

    var order: KeyOrder { .total }

    private var hasSeparateKey: Bool { !keys.isEmpty }

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {
        let line = record.rawLine
        if !hasSeparateKey && !isReversed { return output.emit(line, line.slice(0, 0)) }
        key.bytes.removeAll()
        value.bytes.removeAll()
        if hasSeparateKey {
            let text = record.line
            for sortKey in keys { sortKey.encode(text, into: key, piece) }
            if isReversed { value.bytes.append(descending: line) } else { value.bytes.append(line) }
        } else {
            key.bytes.append(descending: line)
        }
        // SAFETY: emit copies both before it returns.
        unsafe output.emit(ByteView(key.bytes.rawBuffer), ByteView(value.bytes.rawBuffer))
    }

    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        while let value = try values.nextBytes() {
            write(hasSeparateKey ? value : key, to: &part)
            if isUnique { return }
        }
    }

    private func write(_ line: ByteView, to part: inout PartWriter) {
        if isReversed {
            value.bytes.removeAll()
            value.bytes.append(decodingDescending: line)
            // SAFETY: write copies it before it returns.
            unsafe part.write(ByteView(value.bytes.rawBuffer))
        } else {
            part.write(line)
        }
        part.endRow()
    }
}
