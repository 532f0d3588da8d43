// Jobs over records that are no lines: record-probe JOB FORMAT CHUNK-SIZE INPUT...
import Glibc
import Thresh

struct Blocks: RecordReader {
    func nextRecord(in bytes: ByteView, isAtEnd: Bool) -> RecordExtent? {
        bytes.count > Int(bytes[0]) ? RecordExtent(content: 1..<1 + Int(bytes[0])) : nil
    }
}

func run(_ job: some Job, _ options: JobOptions) throws { _ = try job.run(options) }

let formats: [String: RecordFormat] = [
    "lines": .lines, "nul": .delimited(by: 0), "paragraphs": .paragraphs, "fixed": .fixedWidth(10),
    "whole": .wholeFiles, "csv": .csv(), "header": .csv(hasHeader: true), "blocks": .custom(Blocks()),
]
let arguments = CommandLine.arguments
var options = JobOptions()
options.workers = 2
options.partitions = 4
options.chunkSize = UInt64(arguments[3])
options.inputs = Array(arguments.dropFirst(4))
options.output = .stream { bytes in
    var rest = bytes
    while !rest.isEmpty {
        let count = write(1, rest.baseAddress, rest.count)
        if count < 0 { throw ThreshError(.inputOutput, "standard output") }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
}
do {
    switch (arguments[1], formats[arguments[2]]) {
    case ("list", let format?): try run(RecordList(records: format), options)
    case ("sort", let format?): try run(RecordSort(records: format), options)
    case ("amounts", _): try run(AmountByCity(), options)
    case ("collect", _): for (city, amount) in try AmountByCity().collect(options) { print("\(city)=\(amount)") }
    case ("users", _): try run(EventsByUser(), options)
    default: throw ThreshError(.usage, "there is no such job or format")
    }
} catch {
    let message = Array("\(error)\n".utf8)
    _ = write(2, message, message.count)
    exit((error as? ThreshError)?.kind.rawValue ?? 1)
}
