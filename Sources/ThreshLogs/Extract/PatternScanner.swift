internal import Thresh
internal import ThreshPatterns

/// Finds fields by the named groups of a pattern.
final class PatternScanner: LineScanner {
    private let pattern: CapturePattern
    var failure: ThreshError?
    private let targets: [(group: Int, target: ExtractorTarget)]

    init(_ source: String, _ targets: [(group: Int, target: ExtractorTarget)]) throws(ThreshError) {
        pattern = try CapturePattern(source)
        self.targets = targets
    }

    func scan(_ line: LineBytes, _ slots: UnsafeMutablePointer<FieldSlot>, _ values: ValueReaders) -> LineFault? {
        // No answer is made of the lines once it gave up, and to do that again takes milliseconds a line.
        if let failure { return LineFault(column: 1, reason: failure.message) }
        do {
            if try unsafe !pattern.match(UnsafeRawBufferPointer(start: line.base, count: line.count)) {
                return LineFault(column: 1, reason: "the pattern does not match")
            }
        } catch {
            failure = error
            return LineFault(column: 1, reason: error.message)
        }
        for (group, target) in targets {
            guard let range = pattern.range(of: group) else { continue }
            // SAFETY: the extractor has a slot for every target.
            if unsafe !values.store(target, line.base, range.lowerBound, range.upperBound, .plain, slots) {
                let found = QuotedText.of(line.slice(range.lowerBound, range.upperBound))
                return LineFault(
                    column: range.lowerBound + 1, reason: "the group is \(found), not \(target.check.noun)")
            }
        }
        return nil
    }
}
