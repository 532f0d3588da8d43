package import Platform

/// An output directory for rows that the driver itself has, in their order: part files, of which each goes on where the one before
/// ends, and the manifest. It is in its place when it is complete.
package final class RowDirectory {
    private let directory: OutputDirectory
    private var file: FileDescriptor?
    private var checksum = Checksum()
    private var (rows, byteCount): (UInt64, UInt64) = (0, 0)
    private var parts: [JobResult.Part] = []
    private var answers: [Manifest.Answer] = []
    private var partsOfAnswer = 0
    private var endsLine = true
    private var isCommitted = false
    private let durable: Bool
    /// A part ends with the row that makes it as large as this.
    private static let partBytes: UInt64 = 256 << 20

    /// Makes it beside its place. What is there already is refused unless `overwrite`.
    package init(path: String, overwrite: Bool, durable: Bool) throws(ThreshError) {
        directory = try OutputDirectory(path: path, overwrite: overwrite)
        self.durable = durable
    }

    deinit { if !isCommitted { directory.discard() } }

    /// Goes on with the rows of another answer, in parts of their own.
    ///
    /// REQUIRES: the rows before are complete.
    package func begin(answer heading: String, _ columns: [Column]) throws(ThreshError) {
        if !answers.isEmpty { try endAnswer() }
        answers.append(Manifest.Answer(heading: heading, columns: columns))
    }

    /// Writes bytes of rows, each with its LF; a row may be in several pieces.
    package func add(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        if unsafe bytes.isEmpty { return }
        if endsLine, byteCount >= RowDirectory.partBytes { try closePart() }
        try openPart()
        try unsafe file?.write(bytes)
        unsafe checksum.update(bytes)
        byteCount += UInt64(bytes.count)
        rows += UInt64(unsafe ByteView(bytes).count(of: 10))
        endsLine = unsafe bytes[bytes.count - 1] == 10
    }

    /// Completes it and puts it in its place.
    ///
    /// - Parameters:
    ///   - columns: of its rows; of several answers, each has its own.
    ///   - counters: what was read for them.
    /// - Returns: what was written, and a sentence for each thing of others that was kept.
    package func commit(
        name: String, columns: [Column], counters: JobCounters
    ) throws(ThreshError) -> (rows: UInt64, bytes: UInt64, kept: [String]) {
        try endAnswer()
        var counters = counters
        counters.outputRecords = parts.reduce(0) { $0 + $1.summary.rows }
        counters.outputBytes = parts.reduce(0) { $0 + $1.summary.byteCount }
        let manifest = Manifest(
            job: name, columns: answers.isEmpty ? columns : nil, parts: parts, rejects: nil, answers: answers,
            counters: counters)
        try manifest.write(into: directory.staging, durable: durable)
        let kept = try directory.commit(durable: durable)
        isCommitted = true
        return (counters.outputRecords, counters.outputBytes, kept)
    }

    private var partName: String {
        WorkFiles.mapPart(partsOfAnswer, of: answers.isEmpty ? "part" : "answer-\(answers.count)")
    }

    /// Completes the parts of an answer, which has one though it has no rows.
    private func endAnswer() throws(ThreshError) {
        try attempt { () throws(SystemError) in
            if partsOfAnswer == 0 { try openPart() }
            try closePart()
        }
        partsOfAnswer = 0
    }

    private func openPart() throws(SystemError) {
        if file == nil { file = try FileDescriptor.open(directory.staging + "/" + partName, .createNew) }
    }

    private func closePart() throws(SystemError) {
        if file == nil { return }
        if durable { try file?.synchronize() }
        let summary = PartSummary(rows: rows, byteCount: byteCount, checksum: checksum.value)
        parts.append(JobResult.Part(name: partName, summary: summary))
        file = nil
        checksum = Checksum()
        (rows, byteCount, partsOfAnswer) = (0, 0, partsOfAnswer + 1)
    }
}
