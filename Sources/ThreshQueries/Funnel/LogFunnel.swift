import Thresh
import ThreshLogs

/// Finds how far each key gets, and when: a secondary sort, of the lines that are steps alone. A row is how many steps
/// were reached, then the nanoseconds from each to the next.
struct LogFunnel: GroupingJob, LogJob {
    var mapper: LogMapper
    private let steps: [FunnelStep]
    private let chain: FunnelChain
    private let value = ScratchBytes()

    init(_ plan: LogPlan, _ steps: [FunnelStep], window: Int64, _ input: LogInput) {
        self.steps = steps
        mapper = LogMapper(plan: plan, input)
        chain = FunnelChain(steps: steps.count, window: window)
    }

    var columns: [Column]? { nil }
    var readers: LogReaders { mapper.readers }

    func map(_ record: Record, into output: inout Grouped<Bytes, Bytes>) {}

    mutating func map(_ block: RecordBlock, into output: inout Grouped<Bytes, Bytes>) throws {
        let time = mapper.plan.timeExpression!
        let values = mapper.plan.values
        let buffer = value
        let counts = try mapper.map(block) { key, fields, reader in
            let line = LogLine(fields, reader)
            var steps: UInt64 = 0
            for (step, value) in values.enumerated() where line.value(value).isTrue { steps |= 1 << UInt64(step) }
            if steps == 0 { return }
            let place = LinePlace(file: block.file, offset: reader.lineOffset)
            unsafe buffer.bytes.removeAll()
            unsafe line.time(time)!.encodePart(into: &buffer.bytes)
            unsafe place.encode(into: &buffer.bytes)
            unsafe buffer.bytes.append(varint: steps)
            unsafe output.emit(key, ByteView(buffer.bytes.rawBuffer))
        }
        output.add(counts)
    }

    func reduce(_ key: ByteView, _ values: inout GroupedValues<Bytes>, into part: inout PartWriter) throws {
        chain.begin()
        while !chain.isComplete, let bytes = try values.nextBytes() {
            var reader = KeyReader(bytes)
            let time = Int64(decodingPart: &reader)
            var steps = ByteReader(bytes.slice(8 + LinePlace.byteCount, bytes.count))
            chain.add(steps.readVarint() ?? 0, at: time)
        }
        if chain.reached == 0 { return }
        part.write(chain.reached)
        for step in 1..<max(1, chain.reached) {
            part.tab()
            part.write(LengthOfTime.between(chain.best[step - 1], chain.best[step]))
        }
        part.endRow()
    }
}
