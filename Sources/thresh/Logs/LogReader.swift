import Thresh
import ThreshLogs

/// Reads the lines of one input file: its format, what is extracted, and the expressions of the question compiled for it.
final class LogReader {
    let format: LogFormat
    let extractor: FieldExtractor
    let program: ExpressionProgram
    /// For each expression, the field that it is, when it is no more than a field.
    let plainFields: [Int?]

    init(_ format: LogFormat, _ expressions: [Expression], _ context: ExpressionContext) throws {
        self.format = format
        let program = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(expressions, format: format, context: context)
        }
        self.program = program
        extractor = try FieldExtractor(
            format, fields: program.fieldNames, context: TimeContext(zone: context.zone, reference: context.now))
        plainFields = expressions.map { expression in
            guard case .field(let name) = expression.kind else { return nil }
            return program.fieldNames.firstIndex(of: name)
        }
    }
}

/// The readers of all input files.
struct LogReaders {
    let expressions: [Expression]
    let context: ExpressionContext
    let format: String?
    private(set) var readers: [LogReader] = []
    private(set) var names: [String] = []

    init(expressions: [Expression], context: ExpressionContext, format: String?) {
        self.expressions = expressions
        self.context = context
        self.format = format
    }

    private static let sampleBytes = 256 << 10

    mutating func prepare(_ files: [JobInput]) throws {
        names = files.map(\.name)
        var made: [LogFormat: LogReader] = [:]
        for file in files {
            let format = try LogReaders.format(of: file, forced: format)
            if let reader = made[format] {
                readers.append(reader)
                continue
            }
            let reader: LogReader
            do {
                reader = try LogReader(format, expressions, context)
            } catch let error as ThreshError {
                throw ThreshError(error.kind, "\(file.name) (\(format.name)): \(error.message)")
            }
            made[format] = reader
            readers.append(reader)
        }
    }

    static func format(of file: JobInput, forced: String?) throws -> LogFormat {
        let head = try file.head(sampleBytes)
        return try unsafe head.withUnsafeBytes { bytes in
            let view = unsafe ByteView(bytes)
            if let forced { return try format(named: forced, view) }
            if head.isEmpty { return try FormatCatalog.format(named: "text") }
            guard let detected = FormatDetector.detect(view, isCut: head.count == sampleBytes) else {
                throw ThreshError(
                    .badData,
                    """
                    \(file.name): its lines fit no known format; name one with --format (thresh logs formats lists them; \
                    thresh logs explain LINE says where a line stops to fit)
                    """)
            }
            return detected.format
        }
    }

    static func format(named name: String, _ head: ByteView) throws -> LogFormat {
        if name.count > 2, name.hasPrefix("/"), name.hasSuffix("/") {
            return try LogFormat.pattern(String(name.dropFirst().dropLast()))
        }
        if name.contains("$") || name.contains("%") { return try ServerConfiguration.format(ofString: name) }
        return try FormatDetector.format(named: name, for: head)
    }
}
