import Thresh
import ThreshLogs

/// Reads the lines of one input file: its format, what is extracted, and the expressions of the question compiled for it.
final class LogReader {
    let format: LogFormat
    let extractor: FieldExtractor
    let program: ExpressionProgram
    /// For each expression, the field that it is, when it is no more than a field.
    let plainFields: [Int?]
    let plan: LogPlan

    init(_ format: LogFormat, _ plan: LogPlan, _ context: ExpressionContext) throws {
        self.format = format
        self.plan = plan
        let expressions = plan.expressions
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

/// The readers of all input files: made in the driver, used in every worker.
final class LogReaders {
    let plan: LogPlan
    let context: ExpressionContext
    let format: String?
    private(set) var files: [JobInput] = []
    /// nil for a file without a line.
    private(set) var readers: [LogReader?] = []

    init(plan: LogPlan, context: ExpressionContext, format: String?) {
        self.plan = plan
        self.context = context
        self.format = format
    }

    static let sampleBytes = 256 << 10

    /// What each expression gives in the formats of all files.
    func type(_ index: Int) -> ExpressionType {
        let types = readers.compactMap { $0?.program.types[index] }
        guard let first = types.first else { return .any }
        if types.allSatisfy({ $0 == first }) { return first }
        let numeric: [ExpressionType] = [.integer, .number, .duration]
        return types.allSatisfy { numeric.contains($0) } ? .number : .any
    }

    func prepare(_ files: [JobInput]) throws {
        self.files = files
        readers = []
        for file in files {
            let format = try LogReaders.format(of: file, forced: format)
            readers.append(try format.map { try reader(of: $0, for: file.name) })
        }
    }

    /// Adds a reader for lines that came when the files were prepared already; returns its index.
    func add(head: [UInt8], name: String) throws -> Int? {
        guard let format = try LogReaders.format(of: head, name: name, forced: format) else { return nil }
        readers.append(try reader(of: format, for: name))
        return readers.count - 1
    }

    private func reader(of format: LogFormat, for name: String) throws -> LogReader {
        if let reader = readers.lazy.compactMap({ $0 }).first(where: { $0.format == format }) { return reader }
        do {
            return try LogReader(format, plan, context)
        } catch let error as ThreshError {
            throw ThreshError(error.kind, "\(name) (\(format.name)): \(error.message)")
        }
    }

    /// nil when there is no line, and nothing said what lines would be like.
    static func format(of file: JobInput, forced: String?) throws -> LogFormat? {
        try format(of: try file.head(sampleBytes), name: file.name, forced: forced)
    }

    /// - Parameter head: the first bytes, `sampleBytes` unless there are fewer.
    static func format(of head: [UInt8], name: String, forced: String?) throws -> LogFormat? {
        try unsafe head.withUnsafeBytes { bytes in
            let view = unsafe ByteView(bytes)
            if let forced { return try format(named: forced, view) }
            if head.isEmpty { return nil }
            guard let detected = FormatDetector.detect(view, isCut: head.count == sampleBytes) else {
                throw ThreshError(
                    .badData,
                    """
                    \(name): its lines fit no known format; name one with --format (thresh logs formats lists them; \
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
