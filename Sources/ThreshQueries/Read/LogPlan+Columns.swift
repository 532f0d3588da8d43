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
        let keys = self.keys.enumerated().map { index, key in
            Column(key.name, LogPlan.kind(types[index]), isTyped: true)
        }
        var rest = computed[...]
        return keys
            + figures.map { figure in
                guard let output = figure.output else {
                    let type = rest.popFirst() ?? .any
                    return Column(
                        figure.name, LogPlan.kind(type), unit: type == .duration ? .seconds : nil, isTyped: true)
                }
                if outputs[output].kind == .ranking { return Column(figure.name, isTyped: true) }
                let kind = LogPlan.kind(types[keys.count + output])
                let unit = kind == .text ? nil : unit(outputs[output], readers)
                return Column(figure.name, kind, unit: unit, isTyped: true)
            }
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
