import Thresh
import ThreshLogs

/// The columns of an answer, which are known when the formats are.
extension LogPlan {
    func types(_ readers: LogReaders) -> [ExpressionType] {
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
    }

    func columns(_ readers: LogReaders) -> [Column] {
        let units = keys.map { _ in nil } + outputs.map { unit($0, readers) }
        let types = self.types(readers)
        return columnNames.enumerated().map { index, name in
            if index >= keys.count, outputs[index - keys.count].kind == .ranking {
                return Column(name, isTyped: true)
            }
            let kind = LogPlan.kind(types[index])
            return Column(name, kind, unit: kind == .text ? nil : units[index], isTyped: true)
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
