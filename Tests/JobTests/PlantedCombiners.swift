import Thresh

// Combiners with a fault each, and some without.

/// Subtracts what it should add.
struct Subtraction: FixedAggregate {
    var total = 0
    mutating func add(_ input: Int) { total += input }
    mutating func merge(_ other: Subtraction) { total -= other.total }
    var result: Int { total }
}

/// Takes the mean of means as that of all.
struct MeanOfMeans: FixedAggregate {
    var mean = 0.0
    var count = 0
    mutating func add(_ input: Int) {
        count += 1
        mean += (Double(input) - mean) / Double(count)
    }
    mutating func merge(_ other: MeanOfMeans) {
        mean = (mean + other.mean) / 2
        count += other.count
    }
    var result: Double { mean }
}

/// Keeps what happens to come last.
struct LastWins: FixedAggregate {
    var value = 0
    mutating func add(_ input: Int) { value = input }
    mutating func merge(_ other: LastWins) { value = other.value }
    var result: Int { value }
}

/// Rounds at each step.
struct PlainSum: FixedAggregate {
    var total = 0.0
    mutating func add(_ input: Int) { total += Double(input) / 10 }
    mutating func merge(_ other: PlainSum) { total += other.total }
    var result: Double { total }
}

/// Takes an empty aggregate for one with a 0.
struct EmptyCounts: FixedAggregate {
    var smallest = 0
    var isSet = false
    mutating func add(_ input: Int) {
        smallest = isSet ? min(smallest, input) : input
        isSet = true
    }
    mutating func merge(_ other: EmptyCounts) {
        smallest = min(smallest, other.smallest)
        isSet = true
    }
    var result: Int { smallest }
}

/// Encodes the mean without how many it is of.
struct Forgetful: DefaultAggregate {
    var total = 0
    var count = 0
    init() {}
    mutating func add(_ input: Int) {
        total += input
        count += 1
    }
    mutating func merge(_ other: Forgetful) {
        total += other.total
        count += other.count
    }
    var result: Double { Double(total) / Double(count) }
    var heapBytes: Int { 0 }
    func encode(into bytes: inout ByteBuffer) { bytes.append(integer: count == 0 ? 0 : total / count) }
    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let mean = reader.read(Int.self) else { return nil }
        (total, count) = (mean, 1)
    }
}

/// A set, whose elements come in another order each time.
struct Elements: DefaultAggregate {
    var members: Set<Int> = []
    init() {}
    mutating func add(_ input: Int) { members.insert(input) }
    mutating func merge(_ other: Elements) { members.formUnion(other.members) }
    var result: Int { members.count }
    var heapBytes: Int { members.count * 16 }
    func encode(into bytes: inout ByteBuffer) { for element in members { bytes.append(integer: element) } }
    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        while let element = reader.read(Int.self) { members.insert(element) }
    }
}

/// Lines of a key and a number.
struct Folding<Combine: FixedAggregate>: CombiningJob where Combine.Input == Int, Combine.Result: Cells {
    func map(_ record: Record, into output: inout Combined<String, Combine>) {
        guard let key = record.line.field(0, separator: 32), let number = record.line.field(1, separator: 32)?.integer
        else { return }
        output.emit(key, number)
    }
}

/// The same for aggregates of any size.
struct Gathering<Combine: DefaultAggregate>: MergingJob where Combine.Input == Int, Combine.Result: Cells {
    func map(_ record: Record, into output: inout Merged<String, Combine>) {
        guard let key = record.line.field(0, separator: 32), let number = record.line.field(1, separator: 32)?.integer
        else { return }
        output.emit(key, number)
    }
}
