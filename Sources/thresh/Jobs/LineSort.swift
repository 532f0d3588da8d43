import Thresh

/// Sorts lines by total order. The whole line is the key where it can be; else the key is what the sort keys make of it,
/// one behind another, and the line is the value, which decides between equal keys.
struct LineSort: GroupingJob {
    /// Empty for the whole line as it is.
    let keys: [SortKey]
    /// Whether lines are in descending order where the keys do not decide.
    let isReversed: Bool
    let isUnique: Bool
    /// Whether lines with equal keys stay in the order of the input.
    let isStable: Bool
    private let key = ByteBuffer.Reference()
    private let value = ByteBuffer.Reference()
    private let piece = ByteBuffer.Reference()

    var records: RecordFormat { .textLines }

    init(keys: [SortKey], isReversed: Bool, isUnique: Bool, isStable: Bool = false) {
        self.keys = keys
        self.isReversed = isReversed
        self.isUnique = isUnique
        self.isStable = isStable
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
            if isStable {
                UInt64(record.file).encodePart(into: &value.bytes)
                record.offset.encodePart(into: &value.bytes)
                value.bytes.append(line)
            } else if isReversed {
                value.bytes.append(descending: line)
            } else {
                value.bytes.append(line)
            }
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

    /// Appends bytes in the order of lines.
    func append(_ record: Record, to bytes: ByteBuffer.Reference) {
        for sortKey in keys { sortKey.encode(record.line, into: bytes, piece) }
        if hasSeparateKey && (isStable || isUnique) { return }
        if isReversed { bytes.bytes.append(descending: record.rawLine) } else { bytes.bytes.append(record.rawLine) }
    }

    /// Whether a line may come behind another, of both of which there are bytes in the order of lines.
    func mayFollow(_ above: ByteView, _ below: ByteView) -> Bool {
        let count = min(above.count, below.count)
        for index in 0..<count where above[index] != below[index] { return above[index] < below[index] }
        return isUnique ? above.count < below.count : above.count <= below.count
    }

    private func write(_ stored: ByteView, to part: inout PartWriter) {
        let line = isStable && hasSeparateKey ? stored.slice(16, stored.count) : stored
        if isReversed && !(isStable && hasSeparateKey) {
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
