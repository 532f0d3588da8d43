import Thresh

/// Sorts lines by total order. The whole line is the key where it can be; else the key is an encoded field, and the
/// line is the value, which decides between equal keys.
struct LineSort: GroupingJob {
    let splitter: FieldSplitter?
    let isNumeric: Bool
    let isReversed: Bool
    let isUnique: Bool
    private let scratch = Scratch()

    var records: RecordFormat { .textLines }

    init(splitter: FieldSplitter?, isNumeric: Bool, isReversed: Bool, isUnique: Bool) {
        self.splitter = splitter
        self.isNumeric = isNumeric
        self.isReversed = isReversed
        self.isUnique = isUnique
    }

    var order: KeyOrder { .total }

    private var hasSeparateKey: Bool { splitter != nil || isNumeric }

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {
        let line = record.rawLine
        if !hasSeparateKey && !isReversed { return output.emit(line, line.slice(0, 0)) }
        unsafe scratch.key.removeAll()
        unsafe scratch.value.removeAll()
        if hasSeparateKey {
            let range = splitter.map { $0.range(in: record.line) ?? 0..<0 } ?? 0..<record.line.count
            encode(record.line.slice(range.lowerBound, range.upperBound))
            if isReversed { unsafe scratch.value.append(descending: line) } else { unsafe scratch.value.append(line) }
        } else {
            unsafe scratch.key.append(descending: line)
        }
        // SAFETY: emit copies both before it returns.
        unsafe output.emit(ByteView(scratch.key.rawBuffer), ByteView(scratch.value.rawBuffer))
    }

    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        while let value = try values.nextBytes() {
            write(hasSeparateKey ? value : key, to: &part)
            if isUnique { return }
        }
    }

    private func encode(_ field: ByteView) {
        switch (isNumeric, isReversed) {
        case (true, false): unsafe scratch.key.append(ordered: DecimalPrefix.value(of: field))
        case (true, true): unsafe scratch.key.append(descending: DecimalPrefix.value(of: field))
        case (false, false): unsafe scratch.key.append(ordered: field)
        case (false, true): unsafe scratch.key.append(descending: field)
        }
    }

    private func write(_ line: ByteView, to part: inout PartWriter) {
        if isReversed {
            unsafe scratch.value.removeAll()
            unsafe scratch.value.append(decodingDescending: line)
            // SAFETY: write copies it before it returns.
            unsafe part.write(ByteView(scratch.value.rawBuffer))
        } else {
            part.write(line)
        }
        part.endRow()
    }

    /// Buffers that are used again for each record.
    private final class Scratch {
        @exclusivity(unchecked) var key = ByteBuffer()
        @exclusivity(unchecked) var value = ByteBuffer()
    }
}
