import Thresh
import ThreshLogs

/// Groups lines and gathers one number of each, for quantiles. The numbers are all that is kept of lines, so that they
/// can wait until there are many.
struct LogQuantiles: MergingJob {
    var mapper: LogMapper
    let groups: LogGroups
    let argument: Int

    func records(ofFile file: Int) -> RecordFormat { mapper.readers.records(ofFile: file) }
    func prepare(files: [JobInput]) throws { try groups.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }

    func map(_ record: Record, into output: inout Merged<Bytes, LogNumbers>) {}

    mutating func map(_ block: RecordBlock, into output: inout Merged<Bytes, LogNumbers>) {
        var unreadable = UnreadableValues()
        let counts = mapper.map(block) { key, fields, reader in
            let line = LogLine(fields, reader)
            switch line.number(argument) {
            case .integer(let integer):
                if integer.magnitude <= NumberQuantiles.largestExact {
                    output.emit(key, Double(integer))
                } else {
                    output.merge(Bytes(key), LogNumbers(integer))
                }
            case .number(let number): output.emit(key, number)
            case .none: return output.emit(key, .nan)
            case .decimal, .other:
                line.withText(argument) { unreadable.add($0, of: line) }
                return output.emit(key, .nan)
            }
            unreadable.values += 1
        }
        output.add(counts)
        let state = mapper.plan.states.firstIndex { $0.argument == argument }
        output.add(unreadable, for: mapper.plan.name(ofState: state ?? 0), in: block)
    }

    func reduce(_ key: Bytes, _ total: LogNumbers, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: LogNumbers, into part: inout PartWriter) {
        let ranked = total.quantiles.result
        groups.writer.write(key, to: &part) { output in
            guard case .quantile(let share) = output.function else { return .integer(total.lines) }
            return ranked.quantile(share)
        }
    }

    func endPart(into part: inout PartWriter) { groups.writer.endPart(&part) }
}
