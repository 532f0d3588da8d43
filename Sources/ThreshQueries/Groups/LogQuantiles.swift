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
        let counts = mapper.map(block) { key, fields, reader in
            output.emit(key, LogLine(fields, reader).number(argument) ?? .nan)
        }
        output.add(counts)
    }

    func reduce(_ key: Bytes, _ total: LogNumbers, into part: inout PartWriter) {}

    func reduce(_ key: ByteView, _ total: LogNumbers, into part: inout PartWriter) {
        let quantiles = CellState(total.quantiles)
        let cells = mapper.plan.states.map { state in
            if case .quantiles(let x) = state { LogCell.quantiles(x, quantiles) } else { LogCell.count(total.lines) }
        }
        groups.writer.write(key, to: &part) { cells[$0.state].value($0, groups.plan) }
    }

    func endPart(into part: inout PartWriter) { groups.writer.endPart(&part) }
}
