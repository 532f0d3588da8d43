import Thresh

/// Commands as mapper, combiner and reducer.
struct StreamJob: GroupingJob {
    private let settings: StreamSettings
    private let reduceCommand: String
    // Each process has its own.
    private var mapper: MapCommand?
    private var combiner: CombineCommand?
    private var reducer: ReduceCommand?

    init(settings: StreamSettings, reduce: String) {
        self.settings = settings
        reduceCommand = reduce
    }

    mutating func prepare(inputs: [String]) { mapper = MapCommand(settings: settings, inputs: inputs) }

    mutating func beginTask() throws {
        if combiner == nil, let command = settings.combine {
            combiner = try CombineCommand(settings: settings, command: command)
        }
    }

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) throws {
        try feed(record.rawLine, file: record.file, offset: record.offset, into: &output)
    }

    func map(_ block: RecordBlock, into output: inout Grouped<Bytes, Bytes>) throws {
        try feed(block.bytes, file: block.file, offset: block.offset, into: &output)
    }

    func endTask(into output: inout Grouped<Bytes, Bytes>) throws {
        try mapper?.finish {
            try take($0, into: &output)
        } counted: {
            count($0, in: output)
        }
        try combine(into: &output)
    }

    mutating func beginPart() throws { reducer = try ReduceCommand(settings: settings, command: reduceCommand) }

    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        while let value = try values.nextBytes() { try reducer?.add(key, value, into: &part) }
    }

    mutating func endPart(into part: inout PartWriter) throws {
        let counts = try reducer?.finish(into: &part) ?? [:]
        for (counter, number) in counts { part.count(dynamicName: counter.name, group: counter.group, by: number) }
        reducer = nil
    }

    private func feed(
        _ records: ByteView, file: Int, offset: UInt64, into output: inout Grouped<Bytes, Bytes>
    ) throws {
        try mapper?.feed(records, file: file, offset: offset) {
            try take($0, into: &output)
        } counted: {
            count($0, in: output)
        }
    }

    /// What the map command printed.
    private func take(_ lines: ByteView, into output: inout Grouped<Bytes, Bytes>) throws {
        guard let combiner else { return settings.forEachPair(in: lines) { output.emit($0, $1) } }
        try settings.forEachPair(in: lines) { key, value in
            try combiner.add(key, value)
            if combiner.isFull { try combine(into: &output) }
        }
    }

    private func combine(into output: inout Grouped<Bytes, Bytes>) throws {
        guard let combiner, let mapper else { return }
        try combiner.run(place: "on what map printed \(mapper.place)") { lines in
            settings.forEachPair(in: lines) { output.emit($0, $1) }
        } counted: {
            count($0, in: output)
        }
    }

    private func count(_ counts: [CounterName: Int], in output: borrowing Grouped<Bytes, Bytes>) {
        for (counter, number) in counts { output.count(dynamicName: counter.name, group: counter.group, by: number) }
    }
}
