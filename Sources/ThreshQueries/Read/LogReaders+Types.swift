import Thresh
import ThreshLogs

/// What expressions give in all files together.
extension LogReaders {
    func type(_ index: Int) -> ExpressionType { types.isEmpty ? foundType(index) : types[index] }

    /// What a use of a number gives.
    func numberType(_ use: Int) -> ExpressionType {
        if let adopted { return adopted.numberTypes[use] }
        return LogReaders.common(typedReaders.map { $0.program.numberTypes[use] })
    }

    func foundType(_ index: Int) -> ExpressionType {
        LogReaders.common(typedReaders.map { $0.program.types[index] })
    }

    /// Sets what some expressions give in the lines that these readers read and in others.
    func setTypes(_ common: [ExpressionType], from first: Int) {
        if types.isEmpty { return }
        for (index, type) in common.enumerated() { types[first + index] = type }
        for reader in made.values { reader.types = types }
    }

    static func common(_ types: [ExpressionType]) -> ExpressionType {
        guard let first = types.first else { return .any }
        if types.allSatisfy({ $0 == first }) { return first }
        let numeric: [ExpressionType] = [.integer, .number, .duration]
        return types.allSatisfy { numeric.contains($0) } ? .number : .any
    }

    /// What an expression has that is a field, where all files agree.
    func fieldType(_ index: Int) -> FieldType? {
        let types = readers.compactMap { $0 }.map { $0.fieldType(index) }
        guard let first = types.first, types.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// What an expression that is a field measures, where all files agree.
    func unit(_ index: Int) -> Column.Unit? {
        if let adopted { return adopted.units[index] }
        let units = readers.compactMap { $0 }.map { $0.unit(index) }
        guard let first = units.first, units.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// Those of files with lines, of which types are known.
    var typedReaders: [LogReader] {
        let all = allReaders
        let typed = all.filter(\.hasRecords)
        return typed.isEmpty ? all : typed
    }

    func findTypes() {
        types = plan.expressions.indices.map { foundType($0) }
        for reader in made.values { reader.types = types }
        for index in types.indices where types[index] == .any { readTimes(index, times(of: index)) }
    }

    /// How the files write the times that an expression is in some of them; nil where it is none in any.
    func times(of index: Int) -> [TimeLayout]? {
        var layouts: [TimeLayout]?
        for reader in made.values where reader.program.types[index] == .time {
            var known = layouts ?? []
            if case .time(let layout) = reader.fieldType(index), !known.contains(layout) { known.append(layout) }
            layouts = known
        }
        return layouts?.sorted { $0.rawValue < $1.rawValue }
    }

    /// Where an expression is no time in a file it is one in the lines that write it as such.
    func readTimes(_ index: Int, _ layouts: [TimeLayout]?) {
        guard let layouts else { return }
        for reader in made.values where ![.time, .boolean].contains(reader.program.types[index]) {
            reader.program.readTimes(index, layouts)
        }
    }

    /// For expressions over the columns of an answer.
    var rowContext: ExpressionContext {
        var context = context
        context.hasDecimalComma = format?.hasSuffix("decimal-comma") ?? false
        return context
    }

    /// Why an expression is no time yet that is a field with dates, in one of the files; nil where that is not so.
    func undecidedReason(of expression: Expression) -> String? {
        guard case .field(let name) = expression.kind else { return nil }
        return allReaders.lazy.compactMap { $0.format.undecidedReason(of: name) }.first
    }
}
