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

    func unit(_ index: Int) -> Column.Unit? {
        guard let field = plainFields[index] else { return nil }
        switch format.type(of: program.fieldNames[field]) {
        case .bytes: return .bytes
        case .duration: return .seconds
        default: return nil
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

    /// What an expression that is a field measures, where all files agree.
    func unit(_ index: Int) -> Column.Unit? {
        let units = readers.compactMap { $0 }.map { $0.unit(index) }
        guard let first = units.first, units.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    func prepare(_ files: [JobInput]) throws {
        self.files = files
        readers = []
        var made: [LogFormat: LogReader] = [:]
        for file in files {
            guard let format = try LogReaders.format(of: file, forced: format) else {
                readers.append(nil)
                continue
            }
            if let reader = made[format] {
                readers.append(reader)
                continue
            }
            let reader: LogReader
            do {
                reader = try LogReader(format, plan, context)
            } catch let error as ThreshError {
                throw ThreshError(error.kind, "\(file.name) (\(format.name)): \(error.message)")
            }
            made[format] = reader
            readers.append(reader)
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
