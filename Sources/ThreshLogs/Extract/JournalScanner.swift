/// Finds wanted values in an entry of `journalctl -o export`: lines `NAME=value`; or NAME, the value's size in eight
/// bytes, and the value, which may be any bytes.
final class JournalScanner: LineScanner {
    private let keys: KeyTargets

    init(_ targets: [(key: String, target: ExtractorTarget)]) { keys = KeyTargets(targets) }

    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault? {
        var index = 0
        while index < line.count {
            let lineEnd = line.firstIndex(of: 10, from: index) ?? line.count
            let nameEnd = min(line.firstIndex(of: UInt8(ascii: "="), from: index) ?? lineEnd, lineEnd)
            var (start, end) = (nameEnd + 1, lineEnd)
            var next = lineEnd + 1
            if nameEnd == lineEnd {
                guard let size = size(line, lineEnd + 1) else {
                    return LineFault(
                        column: index + 1, reason: "expected NAME=value, found \(QuotedText.of(line, from: index))")
                }
                start = lineEnd + 9
                end = start + size
                next = end + 1
            }
            for target in keys.find(line, index, nameEnd) where unsafe slots[Int(target.slot)].form == .null {
                // SAFETY: the extractor has a slot for every target.
                if unsafe !values.store(target, line.base, start, end, .plain, slots) {
                    let found = QuotedText.of(line.slice(start, end))
                    return LineFault(column: start + 1, reason: "the value is \(found), not \(target.check.noun)")
                }
            }
            index = next
        }
        return nil
    }

    /// Little-endian; nil when the entry has not as many bytes.
    private func size(_ line: LineBytes, _ start: Int) -> Int? {
        guard start + 8 <= line.count else { return nil }
        var size: UInt64 = 0
        for index in 0..<8 { size |= UInt64(line[start + index]) << UInt64(8 * index) }
        return size <= UInt64(line.count - start - 8) ? Int(size) : nil
    }
}
