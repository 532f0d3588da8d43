import Thresh
import ThreshLogs

/// Rows of counts whose first key is a stretch of time: those without a line are shown too, with 0, for each group that there
/// is, from the first line to the last one, or from where to where lines were asked for.
struct LogBucketAnswer {
    let plan: LogPlan
    let buckets: LogBuckets
    let period: (start: Timestamp?, end: Timestamp?)
    let writer: LogRowWriter
    /// What is shown of a count's share of the greatest; nil for nothing.
    let bar: ((Double) -> String)?

    /// The bytes of a key that are its time.
    private static let timeBytes = 9

    /// What must be known of all rows before the first is shown.
    private struct Survey {
        var rows = 0
        var first: [UInt8] = []
        var last: [UInt8] = []
        var greatest = 1
    }

    /// - Returns: what to tell where empty buckets would be too many, and none was shown.
    func write(_ parts: PartFiles, to output: any RowSink) throws -> String? {
        let groups = parts.makeSorter()
        let survey = try self.survey(parts, groups)
        var row = ByteBuffer()
        func add(_ key: ByteView, _ count: Int) throws {
            row.removeAll()
            writer.append(plan.row(of: key) { _ in .integer(count) }, to: &row)
            if let bar { row.append("\t" + bar(Double(count) / Double(survey.greatest))) }
            try output.add(row.view)
        }
        var note: String?
        var gaps: LogBucketGaps?
        if let (first, last) = bounds(survey), survey.rows > 0 || plan.keys.count == 1 {
            // Where no key divides the lines of a bucket, all are one group, if there are any or not.
            if survey.rows == 0 { try groups.append(.empty, .empty) }
            gaps = try makeGaps(parts, survey, from: first, through: last, groups)
            if gaps == nil {
                note = """
                    empty buckets are not shown, since there are too many from \(first.text(in: writer.zone)) to \
                    \(last.text(in: writer.zone)); give a longer --every, or a shorter period with --since and --until
                    """
            }
        }
        try parts.forEachPairInOrder { key, row in
            if hasTime(key) { try gaps?.fill(before: key) { try add($0, 0) } }
            try add(key, count(in: row))
            return true
        }
        try gaps?.fill(before: nil) { try add($0, 0) }
        return note
    }

    private func survey(_ parts: PartFiles, _ groups: ExternalSorter) throws -> Survey {
        var survey = Survey()
        try parts.forEachPair { key, row in
            if bar != nil { survey.greatest = max(survey.greatest, try count(in: row)) }
            guard hasTime(key) else { return true }
            survey.rows += 1
            // Too many already: without bars there is no more to know.
            if survey.rows > LogBuckets.most { return bar != nil }
            let time = [UInt8](key.slice(0, LogBucketAnswer.timeBytes))
            if survey.rows == 1 || time.lexicographicallyPrecedes(survey.first) { survey.first = time }
            if survey.last.lexicographicallyPrecedes(time) { survey.last = time }
            try groups.append(key.slice(LogBucketAnswer.timeBytes, key.count), .empty)
            return true
        }
        return survey
    }

    /// The first bucket and the last one; nil where nothing says what they are.
    private func bounds(_ survey: Survey) -> (first: Timestamp, last: Timestamp)? {
        var (first, last): (Timestamp?, Timestamp?) = (nil, nil)
        if survey.rows > 0 { (first, last) = (time(survey.first), time(survey.last)) }
        if let start = period.start, let end = period.end, end <= start { return nil }
        if let start = period.start.flatMap(buckets.start(of:)) { first = min(first ?? start, start) }
        let end = period.end.map { Timestamp(ticks: $0.ticks &- 1) }
        if let end = end.flatMap(buckets.start(of:)) { last = max(last ?? end, end) }
        guard let first = first ?? last, let last = last ?? first as Timestamp?, first <= last else { return nil }
        return (first, last)
    }

    /// nil when they would be too many.
    private func makeGaps(
        _ parts: PartFiles, _ survey: Survey, from first: Timestamp, through last: Timestamp, _ groups: ExternalSorter
    ) throws -> LogBucketGaps? {
        if survey.rows > LogBuckets.most { return nil }
        var count = 0
        let file = try parts.makeFile { part in
            var last = ByteBuffer()
            try groups.forEachInOrder { group, _ in
                if count > 0 && last.view == group { return true }
                last.removeAll()
                last.append(group)
                count += 1
                part.writePair(group, .empty)
                return true
            }
        }
        // Dates that stand for always have no neighbours.
        let most = first.isNear && last.isNear ? LogBuckets.most : LogBuckets.mostBesideFarDates
        guard buckets.count(from: first, through: last, atMost: most / count) != nil else { return nil }
        return try LogBucketGaps(buckets: buckets, first: first, last: last, groups: file)
    }

    private func hasTime(_ key: ByteView) -> Bool { !key.isEmpty && key[0] == LogKey.Tag.time }

    private func time(_ key: [UInt8]) -> Timestamp {
        unsafe key.withUnsafeBytes { bytes in
            var reader = KeyReader(unsafe ByteView(bytes).slice(1, bytes.count))
            return Timestamp(decodingPart: &reader)
        }
    }

    private func count(in row: ByteView) throws -> Int { try LogValue.decode(row).last?.integer ?? 0 }
}
