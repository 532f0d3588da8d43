public import Thresh

/// Expressions compiled for the lines of one format, or for the rows of a result.
///
///     let program = try ExpressionProgram([filter, key], format: format, context: context)
///     let extractor = try FieldExtractor(format, fields: program.fieldNames, context: …)
///     extractor.forEachLine(in: block) { fields in
///         program.begin()
///         if program.value(0, fields).isTrue { … program.value(1, fields).text … }
///     } malformed: { … }
///
/// Null in, null out: a comparison with null is null, and a condition that is null does not hold; `x is null` asks.
/// One process, one thread at a time. It may be made before a fork and used on both sides of it.
public final class ExpressionProgram {
    /// The fields it needs, in the order that `FieldExtractor` must have them.
    public let fieldNames: [String]
    /// Names that stand for a call, as `day` for `day(time)`, since the format has no field that is called so. Where lines may
    /// have one all the same, it is among `fieldNames`.
    package let calledNames: Set<String>
    /// What each expression gives.
    public let types: [ExpressionType]
    /// Where values are converted that need not be what is wanted.
    public var conversions: [Conversion] { evaluator.conversions }
    /// Asked for each line, and changed between files alone.
    @exclusivity(unchecked) private var roots: [Int32]
    /// The same before some were to be times where they are written so.
    private let plainRoots: [Int32]
    private let context: ExpressionContext
    private let numbers: [Int32]
    /// What each of the uses as a number gives.
    public let numberTypes: [ExpressionType]
    private let evaluator: Evaluator

    /// An expression that is used as a number, and what asks for it: `sum(ms)`.
    public struct NumberUse: Sendable, Hashable {
        public let expression: Int
        public let label: String
        /// Whether other values than numbers are used too: texts where the column is one of texts, times, conditions.
        public let takesOthers: Bool
        /// Which of several questions asks for it.
        public let question: Int

        public init(_ expression: Int, _ label: String, takesOthers: Bool = false, question: Int = 0) {
            self.question = question
            self.expression = expression
            self.label = label
            self.takesOthers = takesOthers
        }
    }

    /// - Parameters:
    ///   - expressions: what to compute.
    ///   - format: that of the lines.
    ///   - context: the zone and the moment that the expressions are of.
    ///   - conditions: which expressions must be conditions.
    ///   - orders: which of them records are put in the order of.
    ///   - numbers: which are used as numbers too, and where: what `number(_:_:)` gives.
    /// - Throws: at the first thing that is wrong: an unknown field or function, values that do not go together, an
    ///   aggregate, which has no value for a line.
    public convenience init(
        _ expressions: [Expression], conditions: Set<Int> = [], orders: Set<Int> = [], numbers: [NumberUse] = [],
        format: LogFormat, context: ExpressionContext
    ) throws(ExpressionError) {
        let compiler = ExpressionCompiler(inputs: .fields(format), context: context)
        try self.init(expressions, conditions, numbers, orders: orders, compiler)
    }

    /// For rows: a name of a column, or an aggregate's call as it was written for one, is its value.
    ///
    /// - Parameters:
    ///   - expressions: what is computed.
    ///   - conditions: which of them must be conditions.
    ///   - orders: which of them rows are put in the order of.
    ///   - columns: the columns of the rows.
    ///   - computed: columns that are computed from the others, which expressions may name too.
    ///   - context: how times are read.
    public convenience init(
        _ expressions: [Expression], conditions: Set<Int> = [], orders: Set<Int> = [],
        columns: [(name: String, type: ExpressionType)], computed: [NamedExpression] = [], context: ExpressionContext
    ) throws(ExpressionError) {
        let compiler = ExpressionCompiler(inputs: .columns(columns, computed: computed), context: context)
        try self.init(expressions, conditions, [], orders: orders, compiler)
    }

    private init(
        _ expressions: [Expression], _ conditions: Set<Int>, _ numbers: [NumberUse], orders: Set<Int> = [],
        _ compiler: ExpressionCompiler
    ) throws(ExpressionError) {
        var compiler = compiler
        var roots: [Int32] = []
        var types: [ExpressionType] = []
        for (index, expression) in expressions.enumerated() {
            if conditions.contains(index) {
                roots.append(try compiler.condition(expression))
                types.append(.boolean)
            } else {
                let compiled = try compiler.compile(expression)
                let isOrder = orders.contains(index)
                roots.append(isOrder ? compiler.ordered(compiled, "sort by \(expression.text)") : compiled.node)
                types.append(compiled.type)
            }
        }
        (self.numbers, numberTypes) = try compiler.numbers(numbers, expressions, roots, types)
        unsafe self.roots = roots
        plainRoots = roots
        context = compiler.context
        self.types = types
        fieldNames = compiler.inputNames
        calledNames = compiler.calledNames
        evaluator = Evaluator(compiler, expressions: expressions.count)
    }

    /// From now on the texts and numbers of an expression are times where they are written as other files write its times.
    ///
    /// - Parameter layouts: of the fields that it is there.
    package func readTimes(_ index: Int, _ layouts: [TimeLayout]) {
        unsafe roots[index] = evaluator.readingTimes(
            WrittenTimes(layouts, TimeContext(zone: context.zone, reference: context.now)), of: plainRoots[index],
            expression: index)
    }

    /// Goes to the next line or row: the values of the last one are no longer valid.
    public func begin() { evaluator.begin() }

    /// - `fields`: those of `fieldNames`, in that order.
    @_lifetime(copy fields)
    public func value(_ index: Int, _ fields: LineFields) -> ExpressionValue {
        precondition(fields.count >= fieldNames.count, "the extractor was made for other fields")
        // SAFETY: there are as many slots as the program has fields; texts live in the line, the program or its arena.
        let scalar = unsafe evaluator.value(roots[index], fields.base, fields.slots)
        return unsafe _overrideLifetime(ExpressionValue(scalar), copying: fields)
    }

    /// An expression as a number, where it is used as one: an integer, a number, or null; or, if the use takes others, what
    /// else it is.
    @_lifetime(copy fields)
    public func number(_ use: Int, _ fields: LineFields) -> ExpressionValue {
        // SAFETY: as for `value`.
        let scalar = unsafe evaluator.value(numbers[use], fields.base, fields.slots)
        return unsafe _overrideLifetime(ExpressionValue(scalar), copying: fields)
    }

    /// Whether a use as a number converts values, which it counts.
    public func converts(_ use: Int) -> Bool { evaluator.converts(numbers[use]) }

    /// Counts a value of a use as a number that converts, for whoever looked at the field without asking `number`.
    public func countValue(_ use: Int) { evaluator.countValue(numbers[use]) }

    /// Throws the error of a pattern that gave up on a value since this was called last. The values that depend on it were
    /// null, which is no answer: whoever uses values calls this after some of them, and before they count.
    public func checkPatterns() throws(ThreshError) {
        guard let failure = evaluator.failure else { return }
        evaluator.failure = nil
        throw failure
    }

    // MARK: - Conversions

    /// Whether a conversion of the line at hand did not succeed, and no example of it was given since `seekExamples`.
    @inline(__always)
    public var hasExamples: Bool { evaluator.hasExamples }

    /// Gives those examples.
    ///
    /// - Parameter body: called with the conversion's number and what the line has there.
    public func takeExamples(_ body: (Int, Conversion.Kind, ByteView) -> Void) {
        evaluator.hasExamples = false
        for site in evaluator.conversions.indices {
            let counter = unsafe evaluator.counters + site
            guard unsafe counter.pointee.found.0 || counter.pointee.found.1 else { continue }
            let kind: Conversion.Kind = unsafe counter.pointee.found.0 ? .failure : .mark
            unsafe counter.pointee.found = (false, false)
            let text = unsafe evaluator.text(counter.pointee.example)
            if let text { body(site, kind, unsafe ByteView(unsafeStart: text.base, count: text.count)) }
        }
    }

    /// Asks for an example of each conversion again.
    public func seekExamples() {
        for site in evaluator.conversions.indices { unsafe evaluator.counters[site].seeks = (true, true) }
    }

    /// What became of values since this was asked last, by conversion.
    public func takeTallies() -> [Conversion.Tally] {
        evaluator.conversions.indices.map { site in
            let counter = unsafe evaluator.counters + site
            var tally = Conversion.Tally()
            unsafe (tally.values, tally.failures, tally.marks) = (
                counter.pointee.values, counter.pointee.failures, counter.pointee.marks
            )
            unsafe (counter.pointee.values, counter.pointee.failures, counter.pointee.marks) = (0, 0, 0)
            return tally
        }
    }

    // MARK: - Rows

    public func setColumn(_ index: Int, integer: Int) {
        unsafe evaluator.row[checked(index)] = .integer(Int64(integer))
    }

    public func setColumn(_ index: Int, number: Double) { unsafe evaluator.row[checked(index)] = .number(number) }

    /// Of the digits of a number.
    public func setColumn(_ index: Int, decimal digits: ByteView) {
        let text = evaluator.arena.copy(Array(digits)).bytes
        unsafe evaluator.row[checked(index)] =
            LargeNumber.digits(text).map { .large($0) } ?? .number(NumberText.value(text) ?? .nan)
    }

    public func setColumn(_ index: Int, time: Timestamp) {
        unsafe evaluator.row[checked(index)] = .time(time.ticks)
    }

    public func setColumn(_ index: Int, text: ByteView) {
        unsafe evaluator.row[checked(index)] = evaluator.arena.copy(Array(text))
    }

    public func setColumn(_ index: Int, boolean: Bool) { unsafe evaluator.row[checked(index)] = .boolean(boolean) }

    public func setNull(_ index: Int) { unsafe evaluator.row[checked(index)] = .null }

    /// Of a row: `begin` first, then every column that `fieldNames` lists.
    @_lifetime(borrow self)
    public func value(_ index: Int) -> ExpressionValue {
        var slot = FieldSlot()
        // SAFETY: a program for rows has no node that reads a line.
        let scalar = unsafe withUnsafePointer(to: &slot) {
            unsafe evaluator.value(roots[index], UnsafePointer(bitPattern: 4095)!, $0)
        }
        return unsafe _overrideLifetime(ExpressionValue(scalar), borrowing: self)
    }

    /// The moment that a text stands for beside a time: `2015-05-17`, `now`, `(-2h)`; nil where that depends on more.
    package static func moment(_ text: String, _ context: ExpressionContext) throws(ExpressionError) -> Timestamp? {
        let program = try ExpressionProgram(
            [try Expression.parse("time >= \(text)")], columns: [("time", .time)], context: context)
        let comparison = unsafe program.evaluator.nodes[Int(program.roots[0])]
        var slot = FieldSlot()
        // SAFETY: as for `value` of a row.
        let scalar = unsafe withUnsafePointer(to: &slot) {
            unsafe program.evaluator.value(comparison.b, UnsafePointer(bitPattern: 4095)!, $0)
        }
        return scalar.kind == .time ? Timestamp(ticks: scalar.bits) : nil
    }

    private func checked(_ index: Int) -> Int {
        precondition(fieldNames.indices.contains(index), "no such column")
        return index
    }
}
