import Thresh

@testable import ThreshLogs

/// For yearless times: not before any time of the corpora.
let testContext = TimeContext(reference: Timestamp(seconds: 1_751_328_000)!)

@discardableResult
func withView<R>(_ bytes: [UInt8], _ body: (ByteView) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes { try unsafe body(ByteView($0)) }
}

/// A field's value as the corpora write it.
func corpusText(_ value: FieldValue) -> String? {
    if value.isNull { return nil }
    if let time = value.time { return "@\(time.nanoseconds)" }
    var buffer = ByteBuffer()
    value.appendText(to: &buffer)
    return String(buffer.view)
}

extension FieldExtractor {
    /// What the fields of a line are; nil when it is no record.
    func texts(of line: [UInt8]) -> [String?]? {
        withView(line) { view in
            guard extract(view) == .fields else { return nil }
            let fields = unsafe self.fields(of: view)
            return (0..<fields.count).map { corpusText(fields[$0]) }
        }
    }

    func outcome(of line: [UInt8]) -> LineOutcome { withView(line) { extract($0) } }

    func fault(of line: [UInt8]) -> LineFault? { withView(line) { fault(in: $0) } }
}

extension FormatDetector {
    static func detect(_ bytes: [UInt8]) -> DetectedFormat? { withView(bytes) { detect($0, isCut: false) } }
}
