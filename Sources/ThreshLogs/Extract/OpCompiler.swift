/// Turns one way to write a line into ops that find the wanted fields and nothing behind the last of them.
struct OpCompiler {
    /// By the number of their field step.
    let targets: [Int: [ExtractorTarget]]
    /// Whether unwanted fields may be passed several at a time. Errors are then less exact.
    let isFused: Bool
    private(set) var ops: [ExtractorOp] = []
    private(set) var opTargets: [ExtractorTarget] = []
    private(set) var names: [String] = []
    private var fallback: Int32 = -1

    init(_ steps: [FormatStep], targets: [Int: [ExtractorTarget]], isFused: Bool, reach: Reach) {
        self.targets = targets
        self.isFused = isFused
        let needed = reach == .lastTarget ? OpCompiler.prefix(of: steps, holding: targets) : steps
        emit(ArraySlice(needed), then: ArraySlice(steps.dropFirst(needed.count)))
        if reach == .wholeLine, ops.last?.find != .end {
            ops.append(ExtractorOp(find: .here, name: OpCompiler.lineEnd))
        }
    }

    /// How far a line is read.
    enum Reach {
        /// To the last wanted field.
        case lastTarget
        case allSteps
        /// And nothing may follow.
        case wholeLine
    }

    /// The name of an op that wants the line to end.
    static let lineEnd: Int32 = -2

    /// The steps up to the last wanted field and the literal behind it.
    private static func prefix(of steps: [FormatStep], holding targets: [Int: [ExtractorTarget]]) -> [FormatStep] {
        guard let last = steps.lastIndex(where: { holds($0, targets) }) else { return [] }
        var end = last + 1
        if end < steps.count, case .literal = steps[end] { end += 1 }
        return Array(steps[..<end])
    }

    private static func holds(_ step: FormatStep, _ targets: [Int: [ExtractorTarget]]) -> Bool {
        switch step {
        case .literal, .blanks, .padding: false
        case .field(let field): targets[field.number] != nil
        case .optional(let steps), .attempt(let steps): steps.contains { holds($0, targets) }
        }
    }

    private mutating func emit(_ steps: ArraySlice<FormatStep>, then continuation: ArraySlice<FormatStep>) {
        var index = steps.startIndex
        while index < steps.endIndex {
            let rest = steps[(index + 1)...]
            switch steps[index] {
            case .literal(let bytes): append(literal: bytes)
            case .blanks: append(ExtractorOp(find: .here, isPadded: true, literal: ShortBytes([32])))
            case .padding: append(ExtractorOp(find: .padding))
            case .optional(let group):
                append(group: group, isSure: true, then: OpCompiler.next(rest, continuation)[...])
            case .attempt(let group):
                append(group: group, isSure: false, then: OpCompiler.next(rest, continuation)[...])
            case .field(let field):
                let following = OpCompiler.next(rest, continuation)
                // What follows is passed in the same op, unless it is behind these steps: then it only ends the field.
                if append(field: field, before: following, passing: !rest.isEmpty) { index += 1 }
            }
            index += 1
        }
    }

    /// What follows, as far as it is looked at: a step, and the one behind it. All of it would cost as much for each of a
    /// line's steps as the line has.
    private static func next(_ rest: ArraySlice<FormatStep>, _ continuation: ArraySlice<FormatStep>) -> [FormatStep] {
        var steps: [FormatStep] = []
        for step in rest.prefix(2) { steps.append(step) }
        for step in continuation.prefix(2 - steps.count) { steps.append(step) }
        return steps
    }

    private mutating func append(_ op: ExtractorOp) {
        var op = op
        op.onFailure = fallback
        ops.append(op)
    }

    private mutating func append(literal bytes: [UInt8]) {
        for start in stride(from: 0, to: bytes.count, by: 8) {
            append(ExtractorOp(find: .here, literal: ShortBytes(bytes[start..<min(start + 8, bytes.count)])))
        }
    }

    private mutating func append(group: [FormatStep], isSure: Bool, then continuation: ArraySlice<FormatStep>) {
        let mark = ops.count
        append(ExtractorOp(find: .mark))
        fallback = Int32.max
        emit(ArraySlice(group), then: continuation)
        fallback = -1
        // Where the literal is that a group begins with, the group must be; else what is wrong in it would pass for its
        // absence.
        var end = ops.count
        if isSure, case .literal = group.first { end = min(mark + 2, end) }
        for index in mark..<ops.count { ops[index].onFailure = index < end ? Int32(ops.count) : -1 }
    }

    /// - Returns: whether the step after the field is passed by the op too.
    private mutating func append(field: FieldStep, before following: [FormatStep], passing: Bool) -> Bool {
        var op = ExtractorOp(find: .end, name: Int32(names.count))
        names.append(field.name)
        let wanted = targets[field.number] ?? []
        op.firstTarget = Int32(opTargets.count)
        op.targetCount = Int32(wanted.count)
        opTargets += wanted

        var long: [UInt8] = []
        var passes = false
        switch following.first {
        case .literal(let bytes):
            op.literal = ShortBytes(bytes.prefix(8))
            long = Array(bytes.dropFirst(8))
            op.find = bytes.count == 1 ? .byte : .literal
            op.passes = passing
            passes = passing
        case .blanks:
            op.literal = ShortBytes([32])
            op.isPadded = true
            op.find = .byte
            op.passes = passing
            passes = passing
        case .optional(let group), .attempt(let group):
            op.find = .either
            op.passes = false
            op.literal = OpCompiler.firstLiteral(group)
            op.other = OpCompiler.firstLiteral(Array(following.dropFirst()))
        case .padding:
            op.find = .either
            op.passes = false
            op.literal = ShortBytes([32])
            op.other = OpCompiler.firstLiteral(Array(following.dropFirst()))
        case .field(let path) where path.type == .url:
            // A path begins with a slash. An empty one is where it ends.
            op.find = .either
            op.passes = false
            op.literal = ShortBytes([UInt8(ascii: "/")])
            op.other = OpCompiler.firstLiteral(Array(following.dropFirst()))
        case .field, nil: break
        }
        switch field.extent {
        case .untilNext, .word:
            op.isWord = field.extent == .word || (field.type == .ip && op.find != .byte && op.find != .end)
            if case .time(let layout) = field.type, let width = layout.width {
                setWidth(&op, width)
            } else if case .time(let layout) = field.type, layout != .epoch, op.find != .end {
                op.find = .time
                op.layout = layout
                if !op.passes { op.literal = ShortBytes() }
            } else if op.find == .byte || op.find == .literal, wanted.contains(where: \.isWholeInteger) {
                op.find = .digits
            } else if field.type == .text, long.isEmpty, OpCompiler.isBeforePostgresqlLevel(following) {
                // Names of users and programs may have blanks in them, and nothing need divide them from the level.
                op.find = .beforeLevel
                op.isWord = false
            }
        case .width(let width): setWidth(&op, width)
        case .quoted: op.find = .quoted
        case .quotedOrToken: op.find = .quotedOrToken
        case .structuredData: op.find = .structuredData
        case .quotedOrCut: op.find = .quotedOrCut
        case .list: op.find = .list
        case .unescaped: op.find = .unescaped
        case .level(let words):
            op.find = .level
            op.levels = words
            if !op.passes { op.literal = ShortBytes() }
        case .cell(let separator):
            op.find = .cell
            op.separator = separator
        }
        if isFused, wanted.isEmpty, !op.isWord, op.find != .level, fuse(op) { return passes }
        append(op)
        if passes, !long.isEmpty { append(literal: long) }
        return passes
    }

    private func setWidth(_ op: inout ExtractorOp, _ width: Int) {
        op.find = .width
        op.skip = UInt16(width)
        // What may follow is looked for where it follows.
        if !op.passes { op.literal = ShortBytes() }
    }

    /// Adds an unwanted field to an op before it that passes another such field.
    private mutating func fuse(_ op: ExtractorOp) -> Bool {
        if op.find == .cell { return fuse(cell: op) }
        guard op.find == .byte, op.skip == 0, op.passes, !op.isPadded, let last = ops.last, last.find == .byte,
            last.skip == 0,
            last.targetCount == 0, !last.isPadded, !last.isWord, last.literal.word == op.literal.word,
            last.onFailure == fallback, last.count < .max
        else { return false }
        ops[ops.count - 1].count += 1
        return true
    }

    /// Of a table of thousands of columns, one op passes those that nobody wants.
    private mutating func fuse(cell op: ExtractorOp) -> Bool {
        guard op.passes, op.literal.count == 1, op.literal.firstByte == op.separator else { return false }
        if let last = ops.last, last.find == .cells, last.separator == op.separator, last.onFailure == fallback,
            last.count < .max
        {
            ops[ops.count - 1].count += 1
            return true
        }
        append(ExtractorOp(find: .cells, passes: false, separator: op.separator, name: op.name))
        return true
    }

    private static func isBeforePostgresqlLevel(_ following: [FormatStep]) -> Bool {
        var steps = following[...]
        if case .literal = steps.first { steps = steps.dropFirst() }
        guard case .field(let field) = steps.first else { return false }
        return field.extent == .level(.postgresql)
    }

    private static func firstLiteral(_ steps: [FormatStep]) -> ShortBytes {
        switch steps.first {
        case .literal(let bytes): ShortBytes(bytes.prefix(8))
        case .blanks, .padding: ShortBytes([32])
        case .optional, .attempt, .field, nil: ShortBytes()
        }
    }
}
