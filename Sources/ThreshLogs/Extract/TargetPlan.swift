internal import Thresh

/// Which slots the wanted fields have, and what fills them.
struct TargetPlan {
    let format: LogFormat
    let context: TimeContext
    private(set) var stepTargets: [Int: [ExtractorTarget]] = [:]
    private(set) var keyTargets: [(key: String, target: ExtractorTarget)] = []
    private(set) var groupTargets: [(group: Int, target: ExtractorTarget)] = []
    /// Of a format that wraps another, in the order of their slots; of one slot, the first counts that is there.
    private(set) var wrappedFields: [(slot: Int, definition: FieldDefinition)] = []
    private(set) var parsers: [TimeParser] = []
    private var slotCount: Int32 = 0
    /// Made for those who want many fields.
    private var index: FieldIndex?
    private static let fewFields = 8

    init(format: LogFormat, context: TimeContext) {
        self.format = format
        self.context = context
    }

    /// - Returns: the type of the field.
    mutating func add(_ name: String) throws(ThreshError) -> FieldType {
        if slotCount == TargetPlan.fewFields { index = FieldIndex(format) }
        let definitions = index?.definitions(of: name) ?? format.definitions(of: name)
        guard let first = definitions.first else {
            if LogFormat.number(name) != nil { throw ThreshError(.usage, format.numberFault(name)) }
            let list = format.fieldNames.joined(separator: ", ")
            throw ThreshError(.usage, "the format \(format.name) has no field '\(name)'; it has \(list)")
        }
        for definition in definitions {
            let target = target(definition)
            switch definition.source {
            case .step(let number): stepTargets[number, default: []].append(target)
            case .key(let key): keyTargets.append((key, target))
            case .group(let group): groupTargets.append((group, target))
            case .outer, .inner: wrappedFields.append((Int(slotCount), definition))
            case .joined, .beside: break
            }
        }
        slotCount += 1
        return first.type
    }

    /// Adds checks of fields that nobody wants, where they decide between ways to read the line: which way is taken must
    /// not depend on the question. Their values go to a slot behind those of the wanted fields.
    mutating func addDecidingChecks() {
        guard case .steps(let variants) = format.layout else { return }
        let numbers = Set(
            variants.count > 1
                ? variants.flatMap { decidingFields($0, isInGroup: true) }
                : variants.flatMap { decidingFields($0, isInGroup: false) })
        for definition in format.fields where definition.part.isOne {
            // A word that is derived of a number, as syslog's levels are, checks nothing itself.
            guard case .step(let number) = definition.source, numbers.contains(number),
                stepTargets[number]?.allSatisfy(\.part.isDerived) ?? true
            else { continue }
            let target = target(definition)
            if target.check != .none, target.check != .client { stepTargets[number, default: []].append(target) }
        }
    }

    private func decidingFields(_ steps: [FormatStep], isInGroup: Bool) -> [Int] {
        steps.flatMap { step -> [Int] in
            switch step {
            case .field(let field): isInGroup ? [field.number] : []
            case .attempt(let group): decidingFields(group, isInGroup: true)
            case .optional(let group):
                // One that begins with a literal is there where the literal is.
                if case .literal = group.first {
                    decidingFields(group, isInGroup: isInGroup)
                } else {
                    decidingFields(group, isInGroup: true)
                }
            case .literal, .blanks, .padding: []
            }
        }
    }

    private mutating func target(_ definition: FieldDefinition) -> ExtractorTarget {
        var target = ExtractorTarget(slot: slotCount, part: definition.part, check: .none, nulls: format.nulls)
        if definition.part.isDerived { return target }
        target.hasDecimalComma = format.hasDecimalComma
        switch definition.type {
        case .any, .text, .ip, .url:
            if definition.part == .level { target.check = .level }
            if definition.part == .host { target.check = .host }
            if definition.part == .program { target.check = .program }
            if definition.type == .ip, definition.part == .whole, case .step = definition.source {
                target.check = .client
            }
        case .integer, .bytes: target.check = .integer
        case .number: target.check = .number
        case .numeral: target.check = .numeral
        case .boolean: target.check = .boolean
        case .duration(let unit):
            target.check = .duration
            target.unit = unit
        case .time(let layout):
            target.check = .time
            target.parser = Int32(parsers.count)
            parsers.append(TimeParser(layout, context))
        }
        if definition.isSurveyed, target.check == .number || target.check == .numeral || target.check == .time {
            target.keepsText = true
            target.nulls.formUnion([.dash, .empty])
        }
        return target
    }

    /// The slots of texts that a line ends with.
    var tailSlots: [Int] {
        guard case .steps(let variants) = format.layout else { return [] }
        return variants.flatMap { steps -> [Int] in
            guard let field = steps.lastField, field.extent == .untilNext, field.type == .text else {
                return []
            }
            return (stepTargets[field.number] ?? []).filter { $0.part == .whole }.map { Int($0.slot) }
        }
    }

    func scanner(isWholeLine: Bool) throws(ThreshError) -> (any LineScanner)? {
        switch format.layout {
        case .steps, .wrapped, .services: nil
        case .json: JSONScanner(keyTargets, isWholeLine: isWholeLine)
        case .logfmt:
            LogfmtScanner(
                keyTargets, isWholeLine: isWholeLine, hasCommas: format.hasCommasBetweenPairs)
        case .pairs(let style): PairScanner(keyTargets, style, isWholeLine: isWholeLine)
        case .journal: JournalScanner(keyTargets)
        case .pattern(let source): try PatternScanner(source, groupTargets)
        }
    }
}
