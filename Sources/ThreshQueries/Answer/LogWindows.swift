import Thresh
import ThreshLogs

/// Rows whose values depend on other rows: reducers leave all groups to the driver, which goes through them twice.
struct LogWindows {
    private let answer: LogAnswer
    private let parts: PartFiles
    private var plan: LogPlan { answer.plan }
    private var selection: LogSelection { answer.selection }

    init(_ answer: LogAnswer, _ parts: PartFiles) {
        self.answer = answer
        self.parts = parts
    }

    /// Calls `body` with each row, in order.
    func forEach(_ body: (ByteView) throws -> Void) throws {
        let totals = try self.totals()
        var running = plan.windows.map { _ in ExactTotal() }
        var left = answer.limit ?? .max
        func add(_ row: [LogValue]) throws -> Bool {
            if left == 0 { return false }
            var cells = row
            for (index, window) in plan.windows.enumerated() {
                if window.isRunning { running[index].add(row[plan.keys.count + window.output]) }
                cells.append(window.isRunning ? running[index].value : totals[index])
            }
            try selection.withoutCounting { () throws in
                _ = try selection.accepts { cells[$0] }
                try answer.write(cells, body)
            }
            left -= 1
            return left > 0
        }
        // A running total is of rows that are shown: it is added up once these are known.
        func isShown(_ row: [LogValue]) throws -> Bool {
            let cells = row + totals
            if try !selection.accepts({ cells[$0] }) { return false }
            for index in plan.computed.indices { _ = selection.computed(index) }
            return true
        }
        guard selection.hasOrder else {
            return try parts.forEachPairInOrder { _, row in
                let row = try LogValue.decode(row)
                return try isShown(row) ? try add(row) : true
            }
        }
        let sorter = parts.makeSorter()
        var key = ByteBuffer()
        try parts.forEachPair { group, row in
            if try !isShown(try LogValue.decode(row)) { return true }
            key.removeAll()
            try selection.appendOrder(to: &key)
            key.append(group)
            try sorter.append(key.view, row)
            return true
        }
        try sorter.forEachInOrder { _, row in try add(try LogValue.decode(row)) }
    }

    /// What all groups amount to; nothing for what is added up row by row.
    private func totals() throws -> [LogValue] {
        if plan.windows.allSatisfy(\.isRunning) { return plan.windows.map { _ in .none } }
        var totals = plan.windows.map { _ in ExactTotal() }
        try parts.forEachPair { _, row in
            let row = try LogValue.decode(row)
            for (index, window) in plan.windows.enumerated() where !window.isRunning {
                totals[index].add(row[plan.keys.count + window.output])
            }
            return true
        }
        return zip(plan.windows, totals).map { $0.isRunning ? .none : $1.value }
    }
}

/// A sum of values of groups, as exact as these are.
struct ExactTotal {
    private var sum = SumState()
    private var others = FloatingSum()
    private var hasOthers = false

    mutating func add(_ value: LogValue) {
        switch value {
        case .integer(let integer), .bytes(let integer): sum.add(Int64(integer))
        case .decimal(let digits):
            if let decimal = DecimalSum(digits.description) { sum.add(decimal) } else { add(value.double ?? .nan) }
        case .number(let number), .duration(let number):
            if let decimal = DecimalNumber(printed: number) { sum.add(decimal) } else { add(number) }
        case .none, .boolean, .time, .address, .text, .ranking: break
        }
    }

    private mutating func add(_ number: Double) {
        others.add(number)
        hasOthers = true
    }

    var value: LogValue {
        if !hasOthers { return LogValue(sum.total) }
        var total = others
        total.add(sum.total)
        return .number(total.result)
    }
}
