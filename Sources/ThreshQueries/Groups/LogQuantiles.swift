import Thresh
import ThreshLogs

/// Groups lines and gathers one number of each, for quantiles. The numbers are all that is kept of lines, so that they
/// can wait until there are many.
struct LogQuantiles: MergingJob, LogJob {
    var mapper: LogMapper
    let groups: LogGroups
    /// The number of the state that has the quantiles.
    let state: Int

    func prepare(files: [JobInput]) throws { try groups.prepare(files) }

    func map(_ record: Record, into output: inout Merged<Bytes, LogNumbers>) {}

    mutating func map(_ block: RecordBlock, into output: inout Merged<Bytes, LogNumbers>) throws {
        let (argument, use) = (mapper.plan.states[state].argument!, mapper.plan.numberUse(ofState: state)!)
        let counts = try mapper.map(block) { key, fields, reader in
            let field = reader.plainFields[argument] ?? -1
            switch LogLine(fields, reader).number(field, use, counts: reader.countsUse[use]) {
            case .integer(let integer):
                if integer.magnitude <= NumberQuantiles.largestExact {
                    output.emit(key, Double(integer))
                } else {
                    output.merge(Bytes(key), LogNumbers(integer))
                }
            case .wide(let integer): output.merge(Bytes(key), LogNumbers(wide: integer))
            case .number(let number): output.emit(key, number)
            case .none, .decimal: output.emit(key, .nan)
            }
        }
        output.add(counts)
    }

    func reduce(_ key: Bytes, _ total: LogNumbers, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: LogNumbers, into part: inout PartWriter) throws {
        let ranked = total.quantiles.result
        try groups.writer.write(key, to: &part) { output in
            guard case .quantile(let share) = output.function else { return .integer(total.lines) }
            return ranked.quantile(share)
        }
    }

    func endPart(into part: inout PartWriter) { groups.writer.endPart(&part) }
}
