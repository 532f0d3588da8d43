import Thresh
import ThreshLogs

/// A line as the aggregates of its group see it.
struct LogLine: ~Escapable {
    let fields: LineFields
    let reader: LogReader

    @_lifetime(copy fields)
    init(_ fields: LineFields, _ reader: LogReader) {
        self.fields = fields
        self.reader = reader
    }
}

/// What the lines of a group amount to, an aggregate for each state of the plan.
struct LogTotals: DefaultAggregate {
    /// In the order of the plan's states; nil before the first line. The first one is not in the array: usually there are
    /// no others, and then there is less to wait for.
    private var first: LogCell?
    private var others: [LogCell] = []
    private(set) var heapBytes = 0

    init() {}

    mutating func add(_ line: LogLine) {
        if first == nil {
            let states = line.reader.plan.states
            first = LogCell(states[0])
            others = states.dropFirst().map { LogCell($0) }
            if !others.isEmpty { heapBytes = 48 + others.capacity * MemoryLayout<LogCell>.stride }
        }
        heapBytes += first!.add(line)
        for index in others.indices { heapBytes += others[index].add(line) }
    }

    mutating func merge(_ other: LogTotals) {
        guard let otherFirst = other.first else { return }
        if first == nil {
            self = other
            return
        }
        first!.merge(otherFirst)
        for index in others.indices { others[index].merge(other.others[index]) }
    }

    var result: [LogCell] { first.map { [$0] + others } ?? [] }

    func encode(into bytes: inout ByteBuffer) {
        for cell in result { cell.encode(into: &bytes) }
    }

    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        while !reader.isAtEnd {
            guard let cell = LogCell(&reader) else { return nil }
            if first == nil { first = cell } else { others.append(cell) }
        }
    }
}
