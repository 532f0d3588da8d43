import Thresh

/// Finds the fields and emits next to nothing: what the other jobs do too.
struct Nothing: CombiningJob {
    var sum = 0
    mutating func map(_ record: Record, into output: inout Combined<Int, Count>) {
        if let fields = Fields(record.line) { sum &+= fields.sum }
    }
    mutating func endTask(into output: inout Combined<Int, Count>) { output.emit(sum, 1) }
}

/// Counts by a key.
struct Counting<Kind: KindOfKey>: CombiningJob {
    var sum = 0
    mutating func map(_ record: Record, into output: inout Combined<Kind.Key, Count>) {
        guard let fields = Fields(record.line) else { return }
        sum &+= fields.sum
        Kind.emit(fields, into: &output)
    }
    func reduce(_ key: Kind.Key, _ total: Count, into part: inout PartWriter) { part.writeRow(key, total.count) }
}

/// As above, with an aggregate of any size.
struct Merging: MergingJob {
    var sum = 0
    mutating func map(_ record: Record, into output: inout Merged<String, Maximum<Int>>) {
        guard let fields = Fields(record.line) else { return }
        sum &+= fields.sum
        output.emit(fields.short, fields.number)
    }
    func reduce(_ key: String, _ total: Maximum<Int>, into part: inout PartWriter) { part.writeRow(key, total.result) }
}

/// Keeps a value of each record, sorts them by key, and decodes them again.
struct Keeping<Kind: KindOfValue>: GroupingJob {
    var sum = 0
    mutating func map(_ record: Record, into output: inout Grouped<Int, Kind.Value>) {
        guard let fields = Fields(record.line) else { return }
        sum &+= fields.sum
        output.emit(fields.number, Kind.make(fields))
    }
    func reduce(_ key: Int, _ values: inout GroupedValues<Kind.Value>, into part: inout PartWriter) throws {
        var count = 0
        while try values.next() != nil { count += 1 }
        part.writeRow(key, count)
    }
}

/// The fields of a line.
struct Fields: ~Escapable {
    let short: ByteView
    let long: ByteView
    let number: Int

    @_lifetime(copy line)
    init?(_ line: ByteView) {
        guard let first = line.firstIndex(of: 32), let second = line.firstIndex(of: 32, from: first + 1),
            let number = line.slice(second + 1, line.count).integer
        else { return nil }
        short = line.slice(0, first)
        long = line.slice(first + 1, second)
        self.number = number
    }

    var sum: Int { short.count &+ long.count &+ number }
}
