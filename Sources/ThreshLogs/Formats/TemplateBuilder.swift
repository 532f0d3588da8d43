internal import Platform
internal import Thresh

/// Collects a library's conversions and the text between them as steps, with blanks that pad the fields.
struct TemplateBuilder {
    /// On which side blanks may fill up a field's width.
    enum Padding { case none, before, after }

    let source: String
    private var steps: [FormatStep] = []
    private var fields: [FieldDefinition] = []
    private var names = FieldNames()
    private var literal: [UInt8] = []
    private var count = 0
    private var endsInField = false
    /// Where the steps begin that lines may lack.
    private var optionalStart: Int?
    /// Whether the last field is a text filled up with blanks, where its end is not known yet.
    private var isFilledUp = false

    init(source: String) { self.source = source }

    mutating func append(literal character: Character) {
        literal += FileName.bytes(String(character))
        endsInField = false
    }

    mutating func appendPadding() {
        flush()
        // What is padded ends itself, or at a blank.
        if case .blanks = steps.last { return }
        if case .padding = steps.last { return }
        steps.append(.padding)
    }

    /// What follows may be missing, all of it.
    mutating func beginOptional() {
        flush()
        optionalStart = steps.count
    }

    /// - Parameter itself: where the field ends, if what follows does not say it.
    mutating func append(
        field known: String, _ type: FieldType, alias: String, padding: Padding, extent itself: FieldExtent? = nil
    ) throws(ThreshError) {
        // PostgreSQL's levels are found wherever they begin.
        if endsInField, literal.isEmpty, known != "level" || levels != .postgresql {
            throw ThreshError(.usage, "nothing separates '%\(alias)' from what is before it in '\(source)'")
        }
        flush()
        if padding == .before { appendPadding() }
        let name = names.take(known)
        fields.append(
            FieldDefinition(name, type, .step(count), aliases: alias == name || alias.count < 2 ? [] : [alias]))
        let isLevel = known == "level"
        // What may be missing is told from what follows it by its blanks.
        let isWord = optionalStart != nil && known != "app" && (type == .text || type == .ip)
        let extent: FieldExtent = itself ?? (isLevel ? .level(levels) : isWord ? .word : .untilNext)
        steps.append(.field(FieldStep(number: count, extent: extent, type: type, name: name)))
        count += 1
        isFilledUp = padding == .after && type == .text && !isLevel
        // A level ends by itself, and so does a time.
        endsInField = !isLevel
        if case .time = type { endsInField = false }
        if padding == .after {
            appendPadding()
            endsInField = false
        }
    }

    /// Which words are levels.
    var levels = LevelWords.usual

    mutating func append(level: LevelWords) throws(ThreshError) {
        levels = level
        try append(field: "level", .text, alias: "level", padding: .none)
    }

    private mutating func flush() {
        guard !literal.isEmpty else { return }
        if isFilledUp, literal != [32] {
            // What follows is more than the blanks that fill up.
            steps.removeLast()
            fields[fields.count - 1].part = .trimmed
        }
        isFilledUp = false
        // A blank that pads and one that divides are one or more together.
        if case .padding = steps.last, literal.first == 32 {
            steps[steps.count - 1] = .blanks
            literal.removeFirst()
        }
        if !literal.isEmpty { steps.append(.literal(literal)) }
        literal = []
    }

    mutating func format(_ name: String, _ summary: String) throws(ThreshError) -> LogFormat {
        while literal.last == 32, optionalStart == nil { literal.removeLast() }
        flush()
        while case .padding? = steps.last { steps.removeLast() }
        guard !fields.isEmpty else { throw ThreshError(.usage, "'\(source)' names no field") }
        return LogFormat(name, summary, fields: fields, layout: .steps([steps]), nulls: .empty)
    }

    /// The steps so far, of which those behind `beginOptional` may be missing; `last` ends the line.
    mutating func closeOptional() {
        flush()
        guard let start = optionalStart, start < steps.count else { return }
        let group = Array(steps[start...])
        steps.removeSubrange(start...)
        steps.append(.attempt(group))
        optionalStart = nil
        endsInField = false
    }
}
