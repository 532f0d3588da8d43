internal import Platform

/// The list of the records that a job left out, in its output and in a message.
struct RejectList {
    let records: [BadRecords.Rejected]
    let inputs: [JobInput]

    /// Writes `rejects/` into an output, a row for each record: file, byte, line, reason, and its last bytes.
    func write(into directory: String, durable: Bool) throws -> JobResult.Part {
        let folder = directory + "/" + WorkFiles.rejects
        try attempt { () throws(SystemError) in try FileSystem.createDirectory(folder) }
        var part = try PartWriter(path: directory + "/" + WorkFiles.rejectList, top: nil)
        let lines = lines()
        for (index, rejected) in records.enumerated() {
            let record = rejected.record
            let name = Array(inputs[rejected.file].name.utf8)
            unsafe name.withUnsafeBytes { unsafe part.writeCell(ByteView($0)) }
            part.tab()
            part.write(record.place.offset)
            part.tab()
            if let line = lines[index] { part.write(line) }
            part.tab()
            let reason = Array(record.reason.utf8)
            unsafe reason.withUnsafeBytes { unsafe part.writeCell(ByteView($0)) }
            part.tab()
            unsafe record.tail.withUnsafeBytes { unsafe part.writeCell(ByteView($0)) }
            part.endRow()
        }
        let summary = try part.finish(durable: durable).main
        if durable { try attempt { () throws(SystemError) in try FileSystem.synchronizeDirectory(folder) } }
        return JobResult.Part(name: WorkFiles.rejectList, summary: summary)
    }

    /// "2 records were left out that the job fails at", and the first of them.
    var text: String {
        let count = records.count == 1 ? "1 record was" : "\(HumanUnits.count(records.count)) records were"
        let shown = records.prefix(JobNotes.mostExamples).map { rejected in
            let name = VisibleText.of(inputs[rejected.file].name)
            let reason = VisibleText.of(rejected.record.reason)
            return "\n  \(name) at byte \(rejected.record.place.offset): \(reason)"
        }
        let more = records.count - shown.count
        return "\(count) left out, at which the job fails:" + shown.joined()
            + (more > 0 ? "\n  and \(HumanUnits.count(more)) more" : "")
    }

    /// The number of each one's line, where it has one that can be told: each file is read once.
    private func lines() -> [Int?] {
        var lines = [Int?](repeating: nil, count: records.count)
        for (file, indices) in Dictionary(grouping: records.indices, by: { records[$0].file }) {
            let input = inputs[file]
            guard input.file.records.hasLines, (try? input.hasDecompressedOffsets) == true else { continue }
            let order = indices.sorted { records[$0].record.place.offset < records[$1].record.place.offset }
            let numbers = (try? input.lineNumbers(at: order.map { records[$0].record.place.offset })) ?? []
            for (index, number) in zip(order, numbers) { lines[index] = number }
        }
        return lines
    }
}
