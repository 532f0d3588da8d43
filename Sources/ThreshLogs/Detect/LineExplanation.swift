public import Thresh

/// What a format makes of one line: its fields, or the place where it stops to fit.
public struct LineExplanation: Sendable, CustomStringConvertible {
    public let format: LogFormat
    public let line: String
    /// The fields, in the order of the format; nil for those the line lacks. Empty when the line does not fit.
    public let fields: [(name: String, type: FieldType, value: String?)]
    /// nil when the line fits.
    public let fault: LineFault?

    /// - Throws: `.usage` when the format itself is wrong.
    public init(_ line: ByteView, as format: LogFormat) throws(ThreshError) {
        let extractor = try FormatDetector.wholeLineExtractor(format)
        self.format = format
        self.line = String(line)
        fault = extractor.fault(in: line)
        var fields: [(name: String, type: FieldType, value: String?)] = []
        if fault == nil, extractor.extract(line) == .fields {
            for index in extractor.names.indices {
                let value = unsafe extractor.fields(of: line)[index]
                var text = ByteBuffer()
                value.appendText(to: &text)
                fields.append((extractor.names[index], extractor.types[index], value.isNull ? nil : String(text.view)))
            }
        }
        self.fields = fields
    }

    /// What the format that gets furthest makes of a line; of several that fit, the first.
    public static func best(for line: ByteView) -> LineExplanation? {
        if let detected = FormatDetector.detect(line, isCut: false) {
            return try? LineExplanation(line, as: detected.format)
        }
        var best: LineExplanation?
        for format in FormatCatalog.formats where format.name != "text" && !format.isOpen {
            guard let explanation = try? LineExplanation(line, as: format), let fault = explanation.fault else {
                continue
            }
            if fault.column > best?.fault?.column ?? 0 { best = explanation }
        }
        return best
    }

    /// The line, a caret under the byte that is wrong, and the reason; or a line for each field.
    public var description: String {
        guard let fault else {
            let width = fields.map(\.name.count).max() ?? 0
            let rows = fields.map { field in
                let padding = String(repeating: " ", count: width - field.name.count)
                return "  \(field.name)\(padding)  \(field.type.name): \(field.value ?? "-")"
            }
            return ([format.name] + rows).joined(separator: "\n")
        }
        let before = String(decoding: line.utf8.prefix(fault.column - 1), as: UTF8.self)
        func printable(_ text: String) -> String {
            String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
        }
        let caret = String(repeating: " ", count: DisplayWidth.of(printable(before))) + "^"
        return "not \(format.name): column \(fault.column): \(fault.reason)\n  \(printable(line))\n  \(caret)"
    }
}
