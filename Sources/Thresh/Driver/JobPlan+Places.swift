internal import Multiprocessing
internal import Platform

/// Where in the input something is, for messages.
extension JobPlan {
    /// Which file a part of a task is of.
    func file(task: Int, part: Int) -> Int { segment(task: task, part: part).file }

    private func segment(task: Int, part: Int) -> ChunkPlan.Segment {
        let segments = chunks.tasks[task]
        return chunks.segments[min(segments.lowerBound + part, segments.upperBound - 1)]
    }

    /// "access.log at byte 1234" of a map task's position.
    func place(task: Int, part: Int, offset: UInt64) -> String {
        let segment = segment(task: task, part: part)
        // A worker that has not read anything yet has published no offset.
        let start = gzip[segment.file]?.offset(of: segment) ?? segment.offset
        return "\(files[segment.file].name) at byte \(max(offset, start))"
    }

    /// "line 17, the record "a b"": what else there is to say of a record.
    func details(of item: TaskTrace.Item, file: Int) -> String {
        let text = "the record \(JobPlan.quoted(item))"
        guard let line = line(of: item.offset, file: file) else { return text }
        return "line \(HumanUnits.count(line)), \(text)"
    }

    /// In which line a record begins; nil where it has none, or where counting lines would take long.
    private func line(of offset: UInt64, file: Int) -> Int? {
        let input = JobInput(files[file])
        let most = input.isCompressed ? JobPlan.mostCounted / 8 : JobPlan.mostCounted
        guard files[file].records.hasLines, offset <= most, (try? input.hasDecompressedOffsets) == true else {
            return nil
        }
        return try? input.lineNumbers(at: [offset]).first
    }

    /// Bytes that lines are counted in for a message: a few seconds' worth.
    private static let mostCounted: UInt64 = 8 << 30

    /// The last bytes of a record or a key, as people can see them.
    static func quoted(_ item: TaskTrace.Item) -> String {
        let text = "\"\(item.byteCount > item.tail.count ? "…" : "")\(VisibleText.of(item.tail))\""
        if item.byteCount <= item.tail.count { return text }
        return text + " (the last \(item.tail.count) of its \(HumanUnits.count(item.byteCount)) bytes)"
    }

    /// What an error says that a job's code threw. Those of this library are sentences.
    static func what(_ error: any Error) -> String {
        error is JSONError || error is ThreshError ? "\(error)" : "the job failed: \(error)"
    }

    /// What the job's code threw at a record.
    func failure(_ error: any Error, _ item: TaskTrace.Item, _ ticket: TaskTicket, part: Int) -> any Error {
        // It says itself what is wrong, and where.
        if (error as? ThreshError)?.isPlaced == true { return error }
        let task = Int(ticket.task)
        let file = file(task: task, part: part)
        let place = place(task: task, part: part, offset: item.offset)
        let what = JobPlan.what(error)
        return ThreshError(
            .badData,
            """
            \(place): \(what) (map task \(task), attempt \(ticket.attempt), \(details(of: item, file: file))); \
            correct it, or leave such records out with --max-bad
            """)
    }
}
