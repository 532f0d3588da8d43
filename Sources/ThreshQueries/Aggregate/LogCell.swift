import Thresh
import ThreshLogs

/// One aggregate of a group.
enum LogCell {
    case count(Int)
    case countPresent(Int, Int)
    /// Integers are summed as such, anything else exactly as doubles.
    case sum(Int, integers: Int, numbers: FloatingSum?, count: Int)
    case moments(Int, CellState<Variance>)
    case extreme(Int, isLargest: Bool, [UInt8]?)
    case quantiles(Int, CellState<Quantiles<Double>>)
    case sketch(Int, CellState<DDSketch>)
    case distinct([Int], CellState<Distinct>)
    case distinctEstimate([Int], CellState<HyperLogLog>)
    /// Of values as `LogKey` writes them, so many of the most frequent.
    case top(Int, CellState<TopK>)
    case topEstimate(Int, CellState<SpaceSaving>)
    /// By time, then by the value.
    case byTime(Int, isLast: Bool, time: Int64, [UInt8]?)

    init(_ state: LogPlan.State) {
        self =
            switch state {
            case .count: .count(0)
            case .countPresent(let x): .countPresent(x, 0)
            case .sum(let x): .sum(x, integers: 0, numbers: nil, count: 0)
            case .moments(let x): .moments(x, CellState(Variance()))
            case .smallest(let x): .extreme(x, isLargest: false, nil)
            case .largest(let x): .extreme(x, isLargest: true, nil)
            case .quantiles(let x): .quantiles(x, CellState(Quantiles()))
            case .sketch(let x): .sketch(x, CellState(DDSketch()))
            case .distinct(let list): .distinct(list, CellState(Distinct()))
            case .distinctEstimate(let list): .distinctEstimate(list, CellState(HyperLogLog()))
            case .top(let x, let count): .top(x, CellState(TopK(count)))
            case .topEstimate(let x, let count):
                .topEstimate(x, CellState(SpaceSaving(capacity: LogPlan.sketchCapacity(count))))
            case .first(let x): .byTime(x, isLast: false, time: .max, nil)
            case .last(let x): .byTime(x, isLast: true, time: .min, nil)
            }
    }

    /// Adds a line; returns by how much more memory it holds.
    @inline(__always)
    mutating func add(_ line: LogLine) -> Int {
        switch self {
        case .count(let count):
            self = .count(count + 1)
            return 0
        case .sum(let x, let integers, nil, let count):
            if let field = line.reader.plainFields[x], !line.fields[field].isNull,
                let integer = line.fields[field].integer
            {
                let (sum, overflow) = integers.addingReportingOverflow(integer)
                if !overflow {
                    self = .sum(x, integers: sum, numbers: nil, count: count + 1)
                    return 0
                }
            }
            return addSlowly(line)
        case .quantiles(let x, let state):
            guard let number = line.number(x) else { return 0 }
            return state.change { $0.add(number) }
        default: return addSlowly(line)
        }
    }

    @inline(never)
    private mutating func addSlowly(_ line: LogLine) -> Int {
        switch self {
        case .count: return 0
        case .countPresent(let x, let count):
            if !line.value(x).isNull { self = .countPresent(x, count + 1) }
            return 0
        case .sum(let x, let integers, var numbers, let count):
            let value = line.value(x)
            if value.isNull { return 0 }
            if numbers == nil, let integer = value.integer {
                let (sum, overflow) = integers.addingReportingOverflow(integer)
                if !overflow {
                    self = .sum(x, integers: sum, numbers: nil, count: count + 1)
                    return 0
                }
            }
            guard let number = value.number else { return 0 }
            var sum = numbers.take() ?? FloatingSum()
            sum.add(number)
            self = .sum(x, integers: integers, numbers: sum, count: count + 1)
            return 0
        case .moments(let x, let state):
            guard let number = line.number(x) else { return 0 }
            return state.change { $0.add(number) }
        case .extreme(let x, let isLargest, let best):
            let value = line.value(x)
            if value.isNull { return 0 }
            var key = ByteBuffer(capacity: 64)
            LogKey.append(value, isLast: true, to: &key)
            let bytes = Array(key.view)
            if best == nil || isLargest == best!.lexicographicallyPrecedes(bytes) {
                self = .extreme(x, isLargest: isLargest, bytes)
            }
            return best == nil ? bytes.capacity + 48 : 0
        case .quantiles: return 0
        case .sketch(let x, let state):
            guard let number = line.number(x) else { return 0 }
            return state.change { $0.add(number) }
        case .distinct(let list, let state): return state.change { distinct in line.withKey(list) { distinct.add($0) } }
        case .distinctEstimate(let list, let state):
            return state.change { distinct in line.withKey(list) { distinct.add($0) } }
        case .top(let x, let state): return state.change { top in line.withValueKey(x) { top.add($0) } }
        case .topEstimate(let x, let state): return state.change { top in line.withValueKey(x) { top.add($0) } }
        case .byTime(let x, let isLast, let time, let old):
            guard let moment = line.reader.plan.timeExpression, let new = line.value(moment).time?.nanoseconds else {
                return 0
            }
            let value = line.value(x)
            if value.isNull || (isLast ? new < time : new > time) && old != nil { return 0 }
            var key = ByteBuffer(capacity: 64)
            LogKey.append(value, isLast: true, to: &key)
            let bytes = Array(key.view)
            if let old, new == time, isLast == bytes.lexicographicallyPrecedes(old) { return 0 }
            self = .byTime(x, isLast: isLast, time: new, bytes)
            return old == nil ? bytes.capacity + 48 : 0
        }
    }

    mutating func merge(_ other: LogCell) {
        switch (self, other) {
        case (.count(let a), .count(let b)): self = .count(a + b)
        case (.countPresent(let x, let a), .countPresent(_, let b)): self = .countPresent(x, a + b)
        case (.sum(let x, let a, let numbers, let m), .sum(_, let b, let others, let n)):
            let (sum, overflow) = a.addingReportingOverflow(b)
            var total = numbers
            if let others { total = total.map { LogCell.merged($0, others) } ?? others }
            if overflow {
                var both = total ?? FloatingSum()
                both.add(Double(a))
                both.add(Double(b))
                total = both
            }
            self = .sum(x, integers: overflow ? 0 : sum, numbers: total, count: m + n)
        case (.moments(let x, let a), .moments(_, let b)): self = .moments(x, a.merged(with: b))
        case (.extreme(let x, let isLargest, let a), .extreme(_, _, let b)):
            guard let b else { return }
            if a == nil || isLargest == a!.lexicographicallyPrecedes(b) { self = .extreme(x, isLargest: isLargest, b) }
        case (.quantiles(let x, let a), .quantiles(_, let b)): self = .quantiles(x, a.merged(with: b))
        case (.sketch(let x, let a), .sketch(_, let b)): self = .sketch(x, a.merged(with: b))
        case (.distinct(let list, let a), .distinct(_, let b)): self = .distinct(list, a.merged(with: b))
        case (.distinctEstimate(let list, let a), .distinctEstimate(_, let b)):
            self = .distinctEstimate(list, a.merged(with: b))
        case (.top(let x, let a), .top(_, let b)): self = .top(x, a.merged(with: b))
        case (.topEstimate(let x, let a), .topEstimate(_, let b)): self = .topEstimate(x, a.merged(with: b))
        case (.byTime(let x, let isLast, let time, let a), .byTime(_, _, let otherTime, let b)):
            guard let b else { return }
            let isBetter =
                a == nil || (isLast ? otherTime > time : otherTime < time)
                || otherTime == time && isLast != b.lexicographicallyPrecedes(a!) && a! != b
            if isBetter { self = .byTime(x, isLast: isLast, time: otherTime, b) }
        default: fatalError("cells of different aggregates")
        }
    }

    private static func merged<A: Aggregate>(_ a: A, _ b: A) -> A {
        var a = a
        a.merge(b)
        return a
    }
}

extension LogLine {
    @_lifetime(copy self)
    func value(_ index: Int) -> ExpressionValue { reader.program.value(index, fields) }

    func number(_ index: Int) -> Double? {
        if let field = reader.plainFields[index] { return fields[field].number }
        return reader.program.value(index, fields).number
    }

    /// nil when it is null, or no time.
    @inline(__always)
    func time(_ index: Int) -> Timestamp? {
        if let field = reader.plainFields[index] { return fields[field].time }
        return reader.program.value(index, fields).time
    }

    /// The values of expressions as bytes that are equal where they are; not called where one is null.
    func withKey(_ list: [Int], _ body: (ByteView) -> Void) {
        if list.count == 1, let field = reader.plainFields[list[0]], !fields[field].isEscaped {
            if !fields[field].isNull { body(fields[field].bytes) }
            return
        }
        var key = ByteBuffer(capacity: 64)
        for (place, index) in list.enumerated() {
            let value = reader.program.value(index, fields)
            if value.isNull { return }
            if list.count == 1, value.kind == .text { return body(value.text) }
            LogKey.append(value, isLast: place == list.count - 1, to: &key)
        }
        body(key.view)
    }

    /// The value of an expression as `LogKey` writes it; not called where it is null.
    func withValueKey(_ index: Int, _ body: (ByteView) -> Void) {
        let scratch = reader.scratch
        unsafe scratch.bytes.removeAll()
        if let field = reader.plainFields[index], !fields[field].isEscaped, reader.extractor.types[field].isText {
            if fields[field].isNull { return }
            unsafe LogKey.append(text: fields[field].bytes, isLast: true, to: &scratch.bytes)
        } else {
            let value = reader.program.value(index, fields)
            if value.isNull { return }
            unsafe LogKey.append(value, isLast: true, to: &scratch.bytes)
        }
        body(unsafe ByteView(scratch.bytes.rawBuffer))
    }
}

extension FieldType {
    /// Whether its values are the bytes of the line.
    fileprivate var isText: Bool { self == .text || self == .ip || self == .url }
}
