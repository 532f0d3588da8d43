import Thresh

/// A job over the records of tables and logs. What it does with them, it does for a whole block.
protocol LogJob: Job {
    var mapper: LogMapper { get set }
}

extension LogJob {
    func records(ofFile file: Int) -> RecordFormat { mapper.readers.records(ofFile: file) }
    mutating func prepare(files: [JobInput]) throws { try mapper.readers.prepare(files) }
    mutating func beginTask() { mapper.beginTask() }
}
