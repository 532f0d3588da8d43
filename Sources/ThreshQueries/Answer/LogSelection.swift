import Thresh
import ThreshLogs

/// Which rows of an answer are shown, and in what order: what `--having` and `--sort` say, computed from the cells.
final class LogSelection {
    private let order: [Bool]
    private let hasCondition: Bool
    /// The condition, when there is one, then what rows are ordered by; nil when there is neither.
    private let program: ExpressionProgram?
    /// For each column that the program uses, its place in a row and its type.
    private let inputs: [(place: Int, type: ExpressionType)]
    private var cells: [Range<Int>] = []

    init(_ query: LogQuery, _ columns: [(name: String, type: ExpressionType)], _ context: ExpressionContext) throws {
        hasCondition = query.having != nil
        order = query.order.map(\.isDescending)
        let expressions = (query.having.map { [$0] } ?? []) + query.order.map(\.expression)
        if expressions.isEmpty {
            program = nil
            inputs = []
            return
        }
        let program = try reporting { () throws(ExpressionError) in
            try ExpressionProgram(
                expressions, columns: columns.map { ($0.name, $0.type == .integer ? .number : $0.type) },
                context: context)
        }
        self.program = program
        inputs = program.fieldNames.map { name in
            let place = columns.firstIndex { $0.name == name }!
            return (place, columns[place].type)
        }
    }

    var hasOrder: Bool { !order.isEmpty }

    /// Whether the condition holds for a row. It is this row that `appendOrder` is about.
    func accepts(_ row: ByteView) -> Bool {
        guard let program else { return true }
        program.begin()
        findCells(row)
        for (index, input) in inputs.enumerated() {
            let cell = cells[input.place]
            LogSelection.set(index, of: program, to: row.slice(cell.lowerBound, cell.upperBound), input.type)
        }
        return !hasCondition || program.value(0).isTrue
    }

    /// Bytes whose order is that of rows.
    func appendOrder(to key: inout ByteBuffer) {
        guard let program else { return }
        var rank = ByteBuffer(capacity: 64)
        for (index, isDescending) in order.enumerated() {
            rank.removeAll()
            // None is the beginning of another, so that the next one, or the inverse, can stand behind it.
            LogKey.append(program.value(index + (hasCondition ? 1 : 0)), isLast: false, to: &rank)
            if !isDescending {
                key.append(rank.view)
                continue
            }
            for place in 0..<rank.count { key.append(~rank.view[place]) }
        }
    }

    private func findCells(_ row: ByteView) {
        cells.removeAll(keepingCapacity: true)
        var start = 0
        while let tab = row.firstIndex(of: UInt8(ascii: "\t"), from: start) {
            cells.append(start..<tab)
            start = tab + 1
        }
        cells.append(start..<row.count)
    }

    private static func set(_ index: Int, of program: ExpressionProgram, to cell: ByteView, _ type: ExpressionType) {
        if cell.isEmpty { return program.setNull(index) }
        if type == .text { return setText(index, of: program, to: cell) }
        if type != .time, let integer = cell.integer { return program.setColumn(index, integer: integer) }
        let text = String(cell)
        if type == .time, let time = Timestamp(isoText: text) { return program.setColumn(index, time: time) }
        if let integer = Int(text) { return program.setColumn(index, integer: integer) }
        if let number = Double(text) { return program.setColumn(index, number: number) }
        setText(index, of: program, to: cell)
    }

    private static func setText(_ index: Int, of program: ExpressionProgram, to cell: ByteView) {
        guard cell.firstIndex(of: UInt8(ascii: "\\")) != nil else { return program.setColumn(index, text: cell) }
        var bytes = ByteBuffer(capacity: cell.count)
        bytes.append(unescaping: cell)
        program.setColumn(index, text: bytes.view)
    }
}
