import Thresh

/// Sorts lines by total order. The whole line is the key where it can be; else the key is an encoded field, and the
/// line is the value, which decides between equal keys.
struct LineSort: GroupingJob {
    let splitter: FieldSplitter?
    let isNumeric: Bool
    let isReversed: Bool
    let isUnique: Bool
    private let scratch = Scratch()

    init(splitter: FieldSplitter?, isNumeric: Bool, isReversed: Bool, isUnique: Bool) {
        self.splitter = splitter
        self.isNumeric = isNumeric
        self.isReversed = isReversed
        self.isUnique = isUnique
    }

    var order: KeyOrder { .total }

    private var hasSeparateKey: Bool { splitter != nil || isNumeric }

    func map(_ record: Record, into output: inout Grouped) {
        let line = record.rawLine
        if !hasSeparateKey && !isReversed { return output.emit(line) }
        scratch.key.removeAll()
        scratch.value.removeAll()
        if hasSeparateKey {
            let range = splitter.map { $0.range(in: record.line) ?? 0..<0 } ?? 0..<record.line.count
            encode(record.line.slice(range.lowerBound, range.upperBound))
            if isReversed { scratch.value.append(descending: line) } else { scratch.value.append(line) }
        } else {
            scratch.key.append(descending: line)
        }
        // SAFETY: emit copies both before it returns.
        unsafe output.emit(ByteView(scratch.key.rawBuffer), ByteView(scratch.value.rawBuffer))
    }

    func reduce(_ key: ByteView, _ values: inout GroupedValues, into part: inout PartWriter) throws {
        while let value = try values.next() {
            write(hasSeparateKey ? value : key, to: &part)
            if isUnique { return }
        }
    }

    private func encode(_ field: ByteView) {
        switch (isNumeric, isReversed) {
        case (true, false): scratch.key.append(ordered: DecimalPrefix.value(of: field))
        case (true, true): scratch.key.append(descending: DecimalPrefix.value(of: field))
        case (false, false): scratch.key.append(ordered: field)
        case (false, true): scratch.key.append(descending: field)
        }
    }

    private func write(_ line: ByteView, to part: inout PartWriter) {
        if isReversed {
            scratch.value.removeAll()
            scratch.value.append(decodingDescending: line)
            // SAFETY: write copies it before it returns.
            unsafe part.write(ByteView(scratch.value.rawBuffer))
        } else {
            part.write(line)
        }
        part.endRow()
    }

    /// Buffers that are used again for each record.
    private final class Scratch {
        var key = ByteBuffer()
        var value = ByteBuffer()
    }
}
