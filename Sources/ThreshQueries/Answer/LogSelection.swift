import Thresh
import ThreshLogs

/// Which rows of an answer are shown, in what order, and what is computed for them: a condition and expressions over what
/// they are made of.
final class LogSelection {
    private let isDescending: [Bool]
    private let hasCondition: Bool
    /// The condition, when there is one, then what rows are ordered by, then what is computed; nil when there is none of them.
    private let program: ExpressionProgram?
    /// The columns whose values the expressions use.
    let columns: [Int]
    private let firstComputed: Int
    let computedTypes: [ExpressionType]
    /// What rows are ordered by.
    private let orderTypes: [ExpressionType]
    private let part = ScratchBytes()
    /// What is used as what it need not be, and what of it is no such thing: of values of groups, which have no place.
    let conversions: [Conversion]
    private var tallies: [Conversion.Tally] = []
    private var examples: [SelectionExample: String] = [:]

    /// - Parameters:
    ///   - named: columns with names of their own, as expressions over the others.
    ///   - computed: what is computed for each row.
    /// - Throws: `.usage` when there is something wrong with the expressions.
    init(
        having: Expression?, order: LogQuery.Order, columns: [(name: String, type: ExpressionType)],
        named: [NamedExpression] = [], computed: [Expression] = [], context: ExpressionContext
    ) throws(ThreshError) {
        hasCondition = having != nil
        isDescending = order.map(\.isDescending)
        let expressions = (having.map { [$0] } ?? []) + order.map(\.expression) + computed
        firstComputed = expressions.count - computed.count
        if expressions.isEmpty {
            program = nil
            conversions = []
            orderTypes = []
            computedTypes = []
            self.columns = []
            return
        }
        let orders = (having == nil ? 0 : 1)..<expressions.count - computed.count
        let program = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(
                expressions, conditions: having == nil ? [] : [0],
                orders: Set(orders),
                columns: columns.map { ($0.name, $0.type == .integer ? .number : $0.type) }, computed: named,
                context: context)
        }
        self.program = program
        orderTypes = program.types[orders].map { type in
            // Texts of files that differ in a column's type.
            context.hasDecimalComma && (type == .any || type == .number) ? .numeral(.commaNumber) : type
        }
        computedTypes = Array(program.types[firstComputed...])
        conversions = program.conversions
        tallies = conversions.map { _ in Conversion.Tally() }
        self.columns = program.fieldNames.map { name in columns.firstIndex { $0.name == name }! }
    }

    var hasOrder: Bool { !isDescending.isEmpty }

    /// Whether the condition holds for a row, of which `appendOrder` tells the place until the next one is looked at.
    ///
    /// - Parameter value: of a column.
    /// - Throws: where a pattern gives up.
    func accepts(_ value: (Int) -> LogValue) throws(ThreshError) -> Bool {
        guard let program else { return true }
        program.begin()
        for (index, column) in columns.enumerated() { LogSelection.set(index, of: program, to: value(column)) }
        let isAccepted = !hasCondition || program.value(0).isTrue
        noteExamples(program)
        try program.checkPatterns()
        return isAccepted
    }

    /// What is computed for the row that was looked at last.
    func computed(_ index: Int) -> LogValue {
        guard let program else { return .none }
        let value = program.value(firstComputed + index)
        noteExamples(program)
        return LogValue(value)
    }

    /// Throws where a pattern gave up in what was computed.
    func check() throws(ThreshError) { try program?.checkPatterns() }

    /// Whether what is not looked at is not counted.
    var counts: Bool { !conversions.isEmpty }

    /// Looks at a row that was looked at before, and counts nothing of it.
    func withoutCounting(_ body: () throws -> Void) throws {
        if conversions.isEmpty { return try body() }
        _ = tally(0)
        defer { _ = program?.takeTallies() }
        try body()
    }

    /// What could not be converted, so far.
    func tally(_ index: Int) -> Conversion.Tally {
        if let program {
            for (index, more) in program.takeTallies().enumerated() { tallies[index] += more }
        }
        return tallies[index]
    }

    /// The first of these, in the order of their bytes.
    func example(_ index: Int, _ kind: Conversion.Kind) -> String? { examples[SelectionExample(index, kind)] }

    /// Forgets what was counted: it was told.
    func forget() {
        _ = program?.takeTallies()
        tallies = conversions.map { _ in Conversion.Tally() }
        examples = [:]
    }

    private func noteExamples(_ program: ExpressionProgram) {
        if !program.hasExamples { return }
        program.takeExamples { index, kind, text in
            let text = String(text.slice(0, min(text.count, 60)))
            let place = SelectionExample(index, kind)
            examples[place] = min(examples[place] ?? text, text)
        }
        program.seekExamples()
    }

    /// Appends bytes in the order of rows.
    func appendOrder(to key: inout ByteBuffer) throws(ThreshError) {
        guard let program else { return }
        for (index, isDescending) in isDescending.enumerated() {
            unsafe part.bytes.removeAll()
            let place = index + (hasCondition ? 1 : 0)
            // These bytes are never the beginning of others, so that more may follow them, or their inverse.
            unsafe LogKey.append(orderOf: program.value(place), as: orderTypes[index], to: &part.bytes)
            let view = unsafe ByteView(part.bytes.rawBuffer)
            noteExamples(program)
            try program.checkPatterns()
            if !isDescending { key.append(view) } else { for place in 0..<view.count { key.append(~view[place]) } }
        }
    }

    private static func set(_ index: Int, of program: ExpressionProgram, to value: LogValue) {
        switch value {
        case .none: program.setNull(index)
        case .integer(let value), .bytes(let value): program.setColumn(index, integer: value)
        case .number(let value), .duration(let value): program.setColumn(index, number: value)
        case .decimal(let digits):
            unsafe digits.array.withUnsafeBytes { program.setColumn(index, decimal: unsafe ByteView($0)) }
        case .time(let value): program.setColumn(index, time: value)
        case .boolean(let value): program.setColumn(index, boolean: value)
        case .address, .text, .ranking:
            var text = ByteBuffer()
            value.appendText(in: .utc, to: &text)
            program.setColumn(index, text: text.view)
        }
    }
}

/// A conversion in the expressions of a selection, and what there is an example of.
private struct SelectionExample: Hashable {
    let conversion: Int
    let kind: Conversion.Kind

    init(_ conversion: Int, _ kind: Conversion.Kind) {
        self.conversion = conversion
        self.kind = kind
    }
}

extension Conversion.Tally {
    fileprivate static func += (a: inout Conversion.Tally, b: Conversion.Tally) {
        a.values += b.values
        a.failures += b.failures
        a.marks += b.marks
    }
}

extension CountingOutput where Self: ~Copyable {
    /// Notes what the selection of groups could not convert.
    func note(_ selection: LogSelection, _ index: Int) {
        let tally = selection.tally(index)
        let kinds = ConversionCounts.kinds(ofSelection: index)
        func examples(_ kind: Conversion.Kind) -> [RecordNote] {
            selection.example(index, kind).map { [RecordNote(file: 0, offset: 0, column: 1, text: $0)] } ?? []
        }
        note(kinds.values, count: tally.values)
        note(kinds.failures, count: tally.failures, examples: examples(.failure))
        note(kinds.marks, count: tally.marks, examples: examples(.mark))
    }
}
