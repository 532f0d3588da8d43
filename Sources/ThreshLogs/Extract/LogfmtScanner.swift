/// Finds wanted values among the pairs of a logfmt line: `level=info msg="took long" ms=12`.
///
/// A key without `=` has no value, which is null. The first of equal keys counts.
final class LogfmtScanner: LineScanner {
    private let keys: KeyTargets
    private let isWholeLine: Bool
    /// Whether a comma at the end of a value divides it from the next pair.
    private let hasCommas: Bool

    init(_ targets: [(key: String, target: ExtractorTarget)], isWholeLine: Bool, hasCommas: Bool) {
        keys = KeyTargets(targets)
        self.isWholeLine = isWholeLine
        self.hasCommas = hasCommas
    }

    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault? {
        var index = 0
        var pairs = 0
        var remaining = keys.count
        while index < line.count, remaining > 0 || isWholeLine || pairs == 0 {
            if line[index] == 32 || line[index] == 9 {
                index += 1
                continue
            }
            let start = index
            while index < line.count, line[index] != UInt8(ascii: "="), line[index] > 32 {
                if line[index] == UInt8(ascii: "\"") {
                    return LineFault(column: index + 1, reason: "a quote within a key")
                }
                index += 1
            }
            if index == start {
                return LineFault(column: index + 1, reason: "expected a key, found \(QuotedText.of(line, from: index))")
            }
            let keyEnd = index
            guard line.at(index) == UInt8(ascii: "=") else { continue }
            pairs += 1
            index += 1
            guard let value = value(line, index) else {
                return LineFault(
                    column: index + 1, reason: "the value of \(line.slice(start, keyEnd).string) has no closing quote")
            }
            index = value.next
            let targets = keys.find(line, start, keyEnd)
            if let first = targets.first, unsafe slots[Int(first.slot)].form == .null { remaining -= 1 }
            for target in targets where unsafe slots[Int(target.slot)].form == .null {
                // SAFETY: the extractor has a slot for every target.
                if unsafe !values.store(target, line.base, value.start, value.end, value.form, slots) {
                    let found = QuotedText.of(line.slice(value.start, value.end))
                    let name = line.slice(start, keyEnd).string
                    return LineFault(column: value.start + 1, reason: "\(name) is \(found), not \(target.check.noun)")
                }
            }
        }
        return pairs == 0 ? LineFault(column: 1, reason: "no key=value in the line") : nil
    }

    private func value(_ line: LineBytes, _ start: Int) -> (start: Int, end: Int, form: FieldForm, next: Int)? {
        if line.at(start) == UInt8(ascii: "\"") {
            var reader = JSONReader(line)
            reader.position = start
            guard let text = reader.string() else { return nil }
            return (text.start, text.end, text.isEscaped ? .jsonEscaped : .plain, reader.position)
        }
        var index = start
        while index < line.count, line[index] != 32, line[index] != 9 { index += 1 }
        let hasComma = hasCommas && index > start && line[index - 1] == UInt8(ascii: ",")
        return (start, hasComma ? index - 1 : index, .plain, index)
    }
}
