import Thresh
import ThreshLogs

/// A line as the aggregates of its group see it.
struct LogLine: ~Escapable {
    let fields: LineFields
    let reader: LogReader
    let states: [LogPlan.State]
    let timeExpression: Int?

    @_lifetime(copy fields)
    init(_ fields: LineFields, _ reader: LogReader, _ states: [LogPlan.State], timeExpression: Int?) {
        self.fields = fields
        self.reader = reader
        self.states = states
        self.timeExpression = timeExpression
    }
}

/// What the lines of a group amount to, an aggregate for each state of the plan.
struct LogTotals: DefaultAggregate {
    /// In the order of the plan's states; empty before the first line.
    private(set) var cells: [LogCell] = []
    private(set) var heapBytes = 0

    init() {}

    mutating func add(_ line: LogLine) {
        if cells.isEmpty { cells = line.states.map { LogCell($0) } }
        for index in cells.indices { heapBytes += cells[index].add(line) }
    }

    mutating func merge(_ other: LogTotals) {
        if other.cells.isEmpty { return }
        if cells.isEmpty {
            self = other
            return
        }
        for index in cells.indices { cells[index].merge(other.cells[index]) }
    }

    var result: [LogCell] { cells }

    func encode(into bytes: inout ByteBuffer) {
        for cell in cells { cell.encode(into: &bytes) }
    }

    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            guard let cell = LogCell(&reader) else { return nil }
            cells.append(cell)
        }
    }
}
