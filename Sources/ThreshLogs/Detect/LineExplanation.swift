internal import Platform
public import Thresh

/// What a format makes of one line: its fields, or the place where it stops to fit.
public struct LineExplanation: Sendable, CustomStringConvertible {
    public let format: LogFormat
    public let line: String
    /// The fields, in the order of the format; nil for those the line lacks. Empty when the line does not fit.
    public let fields: [(name: String, type: FieldType, value: String?)]
    /// nil when the line fits.
    public private(set) var fault: LineFault?
    /// For a line that does not fit: nginx's notation of a format that does, where one can be made up.
    public private(set) var proposal: String?

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
        if let plain = LogFormat.withoutColours(line) { return plain.withByteView { LineExplanation.best(for: $0) } }
        if let detected = FormatDetector.detect(line, isCut: false), detected.note == nil {
            // A time and the rest are no explanation of a request.
            let isAccess = LinePatterns.holdsRequest(Array(line))
            if var explanation = try? LineExplanation(line, as: detected.format), explanation.fault == nil,
                !isAccess
                    || explanation.fields.contains(where: { !["time", "message"].contains($0.name) && $0.value != nil })
            {
                // Names in a log of a program's own are for who runs it to choose.
                let hasLevel = explanation.fields.contains { $0.name == "level" && $0.value != nil }
                if hasLevel, detected.format.outerFormat == nil {
                    explanation.proposal = FormatProposal.format(for: line)
                }
                return explanation
            }
        }
        var best: LineExplanation?
        for format in candidates(for: line) {
            guard var explanation = try? LineExplanation(line, as: format), let fault = explanation.fault else {
                continue
            }
            if let first = addressFault(line, format) { explanation.fault = first }
            if explanation.fault?.column ?? fault.column > best?.fault?.column ?? 0 { best = explanation }
        }
        return best?.proposing(for: line)
    }

    /// The same with a proposal, where the line does not fit.
    public func proposing(for line: ByteView) -> LineExplanation {
        var explanation = self
        if fault != nil { explanation.proposal = FormatProposal.format(for: line) }
        return explanation
    }

    /// Formats whose place of failure says something of the line.
    private static func candidates(for line: ByteView) -> [LogFormat] {
        let bytes = Array(line)
        let first = bytes.first { $0 != 32 && $0 != 9 }
        if first == UInt8(ascii: "{") { return [try? FormatCatalog.format(named: "json")].compactMap(\.self) }
        if LinePatterns.holdsRequest(bytes) {
            let names = LinePatterns.proxyNames(bytes) + ["combined", "common", "nginx-ingress", "traefik"]
            return names.compactMap { try? FormatCatalog.format(named: $0) }
        }
        let others = FormatCatalog.cloudFormats + FormatCatalog.proxyFormats + FormatCatalog.webFormats
        let names = Set(others.map(\.name)).union(["text", "php-fpm-access", "ls"])
        return FormatCatalog.formats.filter { !names.contains($0.name) && !$0.isOpen }
    }

    /// A line that does not begin with a host is not of a format that does: what follows may fit by accident.
    private static func addressFault(_ line: ByteView, _ format: LogFormat) -> LineFault? {
        guard case .steps(let variants) = format.layout, case .field(let field)? = variants.first?.first,
            field.type == .ip, field.extent == .untilNext
        else { return nil }
        let word = Array(Array(line).prefix { $0 != 32 })
        if LinePatterns.isHostOrAddress(word) { return nil }
        let text = String(decoding: word.prefix(40), as: UTF8.self)
        return LineFault(column: 1, reason: "\(field.name) is '\(text)', neither an address nor a host name")
    }

    /// The line, a caret under the byte that is wrong, and the reason; or a line for each field.
    public var description: String {
        guard let fault else {
            let width = fields.map(\.name.count).max() ?? 0
            let rows = fields.map { field in
                let padding = String(repeating: " ", count: width - field.name.count)
                return "  \(field.name)\(padding)  \(field.type.name): \(field.value ?? "-")"
            }
            let option = format.formatString.map(ShellWord.quoted) ?? format.name
            let own = proposal.map { ["with names of one's own: --format \(ShellWord.quoted($0))"] } ?? []
            return ([format.name] + rows + own + ["force it with --format \(option)"]).joined(separator: "\n")
        }
        let proposal = proposal.map { format in
            "\na format that fits it: --format \(ShellWord.quoted(format))"
        }
        let before = String(decoding: line.utf8.prefix(fault.column - 1), as: UTF8.self)
        let caret = String(repeating: " ", count: DisplayWidth.of(VisibleText.of(before))) + "^"
        return
            "not \(format.name): column \(fault.column): \(fault.reason)\n  \(VisibleText.of(line))\n  \(caret)\(proposal ?? "")"
    }
}
