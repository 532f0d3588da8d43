import Thresh
import ThreshLogs

/// Reads the lines of one input file: its format, what is extracted, and the expressions of the question compiled for it.
final class LogReader {
    let format: LogFormat
    /// Among the readers of all files.
    var number = 0
    let extractor: FieldExtractor
    let program: ExpressionProgram
    /// For each expression, the field that it is, when it is no more than a field.
    let plainFields: [Int?]
    /// What each expression gives in all files, whose formats may differ.
    var types: [ExpressionType]
    /// The numbers, over all files, of the program's conversions.
    var conversionNumbers: [Int] = []
    /// Fields with names that no line has had yet, and their numbers over all files.
    var soughtNames: [(field: Int, number: Int)] = []
    var seeksNames: Bool { !soughtNames.isEmpty }
    /// Whether there is a field for what a line says; where there is none, the whole line is that.
    let hasMessage: Bool
    let plan: LogPlan
    /// Of each use of a number, whether its values are counted, since some may be none.
    let countsUse: [Bool]
    /// Puts fields of another table beside those of each line.
    var lookup: LineLookup?
    /// What each record of several lines must have once.
    let ending: RecordEnding?
    /// Puts parts of lines together that a container's runtime divided.
    let joiner: ContainerJoiner?
    /// Puts the lines of records together that containers wrote.
    let carried: CarriedJoiner?
    /// Tells of lines that seem to belong to others; nil where messages are read, which such lines do not fit.
    let loose: LooseLines?
    /// Whether a file that it reads has lines other than the names of columns: without any, it says nothing of types.
    var hasRecords = false
    /// Where in the file the bytes begin that the extractor counts lines from.
    var blockOffset: UInt64 = 0
    /// Where in the file the line at hand begins.
    var lineOffset: UInt64 { blockOffset + UInt64(extractor.lineStart) }
    /// For the value of one expression of one line.
    let scratch = ScratchBytes()

    /// - Parameter reference: a moment not before the last line, from which years are inferred that times lack.
    init(_ format: LogFormat, _ plan: LogPlan, _ context: ExpressionContext, reference: Timestamp) throws {
        self.format = format
        self.plan = plan
        hasMessage = format.fields.contains { $0.name == "message" || $0.aliases.contains("message") }
        let expressions = try plan.expressions(in: format)
        let program = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(
                expressions, conditions: plan.conditions, orders: plan.orders, numbers: plan.numberUses,
                format: format, context: context)
        }
        self.program = program
        types = program.types
        extractor = try FieldExtractor(
            format, fields: program.fieldNames + format.signOfRecord(beyond: program.fieldNames),
            context: TimeContext(zone: context.zone, reference: reference))
        if let time = plan.timeExpression, case .field(let name) = expressions[time].kind,
            let reason = format.undecidedReason(of: name)
        {
            throw ThreshError(.usage, reason)
        }
        joiner = ContainerJoiner(format)
        carried = CarriedJoiner(format)
        loose = extractor.readsMessages ? nil : LooseLines(format)
        ending = format.ending(of: extractor.names)
        let conditions = plan.conditions
        plainFields = expressions.enumerated().map { index, expression in
            // Texts that are put in order are looked at.
            let isOrder = plan.orders.contains(index) && program.types[index] == .text
            guard !conditions.contains(index), !isOrder, case .field(let name) = expression.kind else { return nil }
            if program.calledNames.contains(name), !expression.isInBackquotes { return nil }
            return program.fieldNames.firstIndex(of: name)
        }
        countsUse = plan.numberUses.indices.map { program.converts($0) }
    }

    /// Throws when a pattern of the question or of the format gave up on one of the lines since the last time.
    @inline(__always)
    func checkPatterns() throws(ThreshError) {
        try program.checkPatterns()
        try extractor.checkPatterns()
    }

    /// What the values of a field are written in, where they are lengths of time.
    func durationUnit(_ field: Int) -> DurationUnit? {
        switch extractor.types[field] {
        case .duration(let unit): unit
        case .numeral(.duration), .numeral(.commaDuration): .written
        default: nil
        }
    }

    /// Whether what a field has is written with a comma before the fraction.
    func hasDecimalComma(_ field: Int) -> Bool {
        extractor.types[field].hasDecimalComma || format.hasDecimalComma
    }

    /// Whether a number without a unit is another one than it is written as.
    func scalesNumbers(_ field: Int) -> Bool {
        [.numeral(.kibibytes), .numeral(.commaKibibytes)].contains(extractor.types[field])
    }

    /// Whether an expression is a field that is an integer.
    @inline(__always)
    func isInteger(_ index: Int, _ fields: LineFields) -> Bool {
        plainFields[index].map { fields[$0].readInteger != nil } ?? false
    }

    /// What an expression has that is a field.
    func fieldType(_ index: Int) -> FieldType? {
        plainFields[index].flatMap { format.type(of: program.fieldNames[$0]) }
    }

    func unit(_ index: Int) -> Column.Unit? {
        switch fieldType(index) {
        case .bytes, .numeral(.size), .numeral(.commaSize), .numeral(.binarySize), .numeral(.commaBinarySize),
            .numeral(.kibibytes), .numeral(.commaKibibytes):
            return .bytes
        case .duration, .numeral(.duration), .numeral(.commaDuration): return .seconds
        default: return nil
        }
    }
}
