import Thresh
import ThreshLogs

/// The columns of an answer, which are known when the formats are.
extension LogPlan {
    /// Of the cells of a row.
    func types(_ readers: LogReaders) -> [ExpressionType] {
        let types =
            keys.indices.map { readers.type(firstKey + $0) }
            + outputs.map { output in
                switch output.kind {
                case .integer: .integer
                // What is too large for an integer is a number all the same.
                case .number where output.function == .sum && argumentType(output, readers) == .integer: .integer
                case .number: .number
                case .ofArgument:
                    numberUse(ofState: output.state).map { readers.numberType($0) } ?? argumentType(output, readers)
                case .ranking: .text
                }
            }
        return types + windows.map { types[keys.count + $0.output] }
    }

    /// - Parameter computed: the types of what is computed for each row.
    func columns(_ readers: LogReaders, computed: [ExpressionType] = []) -> [Column] {
        let types = self.types(readers)
        let formats = readers.allReaders.map(\.format)
        let names = ColumnNames.distinct(keys.map { LogPlan.heading(of: $0, formats) } + figures.map(\.name))
        let keys = self.keys.indices.map { Column(names[$0], LogPlan.kind(types[$0]), isTyped: true) }
        var rest = computed[...]
        return keys
            + zip(names.dropFirst(keys.count), figures).map { name, figure in
                guard let output = figure.output else {
                    let type = rest.popFirst() ?? .any
                    return Column(name, LogPlan.kind(type), unit: type == .duration ? .seconds : nil, isTyped: true)
                }
                if outputs[output].kind == .ranking { return Column(name, isTyped: true) }
                let kind = LogPlan.kind(types[keys.count + output])
                let unit = kind == .text ? nil : unit(outputs[output], readers)
                return Column(name, kind, unit: unit, isTyped: true)
            }
    }

    /// What the column of a key is called: of one that is the number of a field, the field's name, where all files have the
    /// same there.
    static func heading(of key: NamedExpression, _ formats: [LogFormat]) -> String {
        guard case .field(let number) = key.expression.kind, key.name == number, number.hasPrefix("#"),
            let name = formats.first?.listedName(of: number),
            formats.allSatisfy({ $0.listedName(of: number) == name })
        else { return key.name }
        return name
    }

    static func kind(_ type: ExpressionType) -> Column.Kind {
        switch type {
        case .integer: .integer
        // JSON has quotes around what is no number.
        case .number, .duration, .any: .number
        case .boolean, .text, .numeral, .time: .text
        }
    }

    private func argumentType(_ output: Output, _ readers: LogReaders) -> ExpressionType {
        states[output.state].argument.map { readers.type($0) } ?? .any
    }

    /// What an aggregate of a size or a length of time measures.
    private func unit(_ output: Output, _ readers: LogReaders) -> Column.Unit? {
        switch output.function {
        case .sum, .mean, .min, .max, .quantile, .standardDeviation, .first, .last:
            states[output.state].argument.flatMap { readers.unit($0) }
        default: nil
        }
    }
}
