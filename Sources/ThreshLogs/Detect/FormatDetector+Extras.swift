internal import Thresh

extension FormatDetector {
    /// A format with the fields that lines have behind its own, typed by what is in them: `rt` where lines have `rt=0.12`
    /// there, else `extra1` and so on.
    ///
    /// - Returns: nil when lines cannot have such, or most have none.
    static func withExtraFields(_ format: LogFormat, _ lines: [[UInt8]]) -> DetectedFormat? {
        guard format.allowsExtraFields, case .steps(let variants) = format.layout, let steps = variants.first else {
            return nil
        }
        let number = format.fields.compactMap(\.stepNumber).max().map { $0 + 1 } ?? 0
        let rows = tails(of: lines, format, steps, number).map(ExtraCell.cells)
        // As many as most lines have.
        var frequency: [Int: Int] = [:]
        for row in rows { frequency[row.count, default: 0] += 1 }
        guard let count = frequency.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key, count > 0, count <= 32
        else {
            return nil
        }
        var extended = format
        var names = FieldNames(format.fields.map(\.name))
        var longer = steps
        for index in 0..<count {
            let cells = rows.filter { $0.count == count }.map { $0[index] }
            let label = commonLabel(cells)
            // A label is the field's name though it may be an alias of another; of two equal names the second gets a number.
            let name =
                label.isEmpty ? "extra\(index + 1)" : names.name(label)
            names.insert(name)
            let type = FieldSurvey.type(ofTokens: cells.map { label.isEmpty ? $0.whole : $0.value })
            var definition = FieldDefinition(name, type, .step(number + index))
            definition.isSurveyed = true
            extended.fields.append(definition)
            let field = FieldStep(number: number + index, extent: .quotedOrToken, type: type, name: name)
            let before = label.isEmpty ? " " : " \(label)="
            longer.append(.optional([.literal(Array(before.utf8)), .field(field)]))
        }
        extended.layout = .steps([longer])
        return fit(extended, lines, extraFields: count)
    }

    /// What is behind the last step of each line that the format fits.
    private static func tails(of lines: [[UInt8]], _ format: LogFormat, _ steps: [FormatStep], _ number: Int)
        -> [[UInt8]]
    {
        var open = format
        let rest = FieldStep(number: number, extent: .untilNext, type: .text, name: "rest")
        open.fields.append(FieldDefinition("rest", .text, .step(number)))
        open.layout = .steps([steps + [.optional([.literal([32]), .field(rest)])]])
        open.nulls = []
        guard let extractor = try? FieldExtractor(open, fields: ["status", "rest"], context: sampleContext)
        else {
            return []
        }
        return lines.compactMap { line in
            line.withByteView { view -> [UInt8]? in
                guard extractor.extract(view) == .fields else { return nil }
                return unsafe Array(extractor.fields(of: view)[1].bytes)
            }
        }
    }

    /// What all these cells say they are; empty when they do not.
    private static func commonLabel(_ cells: [ExtraCell]) -> String {
        guard let label = cells.first?.label, cells.allSatisfy({ $0.label == label }) else { return "" }
        return label
    }
}

extension FieldDefinition {
    var stepNumber: Int? {
        if case .step(let number) = source { number } else { nil }
    }
}
