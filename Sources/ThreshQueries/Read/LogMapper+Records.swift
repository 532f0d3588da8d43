import Thresh
import ThreshLogs

/// Records of several lines, and lines of which several are one.
extension LogMapper {
    /// Rejects the lines of a file that cannot answer the question.
    mutating func leaveOut(_ block: RecordBlock, _ counts: Counts) -> Counts {
        guard let reason = readers.reasonsToLeaveOut[block.file] else { return counts }
        var counts = counts
        var lines = 0
        var start = 0
        while start < block.bytes.count {
            start = (block.bytes.firstIndex(of: 10, from: start) ?? block.bytes.count) + 1
            lines += 1
        }
        if block.offset <= readers.starts[block.file].text, lines > 0 {
            reject(LineFault(column: 1, reason: reason), block.file, block.offset, &counts)
            lines -= 1
        }
        counts.rejected += lines
        return counts
    }

    /// Tells of a record of which it is not known how it ended.
    private mutating func noteUnsure(_ ending: RecordEnding, _ file: Int, _ offset: UInt64, _ counts: inout Counts) {
        counts.unsure += 1
        if unsureInTask == JobNotes.mostExamples { return }
        unsureInTask += 1
        counts.unsureExamples.append(RecordNote(file: file, offset: offset, column: 1, text: ending.text))
    }

    /// Where a record begins, behind the NUL bytes of a hole.
    func passHole(_ record: ByteView, _ counts: inout Counts) -> Int {
        let hole = record.count > 0 && record[0] == 0 ? FieldExtractor.holeCount(before: record) : 0
        counts.holeBytes += hole
        return hole
    }

    /// The lines of containers of which some are parts of longer ones, or of records of several lines.
    mutating func mapContainers(
        _ record: Record, _ file: Int, _ reader: LogReader, _ counts: inout Counts,
        _ keep: (ByteView, LineFields, LogReader) -> Void
    ) {
        let bytes = record.bytes
        let joiner = reader.joiner
        let carried = reader.carried
        var start = 0
        joiner?.begin()
        carried?.begin()
        var total = counts
        func read(_ line: ByteView, _ offset: UInt64, further: Int = 0) {
            switch reader.extractor.extract(line) {
            case .skipped: total.skipped += 1 + further
            case .fields:
                let rejected = total.rejected
                // SAFETY: the line is what was extracted last.
                use(unsafe reader.extractor.fields(of: line), reader, file, offset, &total, keep)
                if total.rejected == rejected { total.continued += further } else { total.rejected += further }
            case .malformed:
                reject(reader.extractor.fault(in: line), file, offset, &total)
                total.rejected += further
            }
        }
        func read(_ joined: CarriedJoiner.Joined) {
            joined.bytes.withByteView { read($0, joined.offset, further: joined.further) }
            total.skipped += joined.empty
        }
        while start < bytes.count {
            let feed = bytes.firstIndex(of: 10, from: start) ?? bytes.count
            let end = feed > start && bytes[feed - 1] == 13 ? feed - 1 : feed
            let offset = record.offset + UInt64(start)
            start += passHole(bytes.slice(start, end), &total)
            func take(_ line: ByteView) {
                if carried?.add(line, at: offset, read) != true { read(line, offset) }
            }
            let isWhole = joiner?.add(bytes.slice(start, end), take)
            if isWhole == nil { take(bytes.slice(start, end)) }
            if isWhole == false { total.continued += 1 }
            start = feed + 1
        }
        carried?.end(read)
        counts = total
        guard let waiting = joiner.map({ $0.waiting[0] + $0.waiting[1] }), waiting > 0 else { return }
        counts.continued -= waiting
        reject(
            LineFault(column: 1, reason: "the runtime divided the line, and its last part is missing"), file,
            record.offset, &counts)
        counts.rejected += waiting - 1
    }

    /// Lines of which each may belong to a record that is before it in the block.
    mutating func mapLines(
        _ block: RecordBlock, _ reader: LogReader, _ counts: inout Counts,
        _ keep: (ByteView, LineFields, LogReader) -> Void
    ) {
        let bytes = block.bytes
        let extractor = reader.extractor
        var position = 0
        func nextLine() -> (start: Int, end: Int)? {
            if position >= bytes.count { return nil }
            let start = position
            var end = bytes.firstIndex(of: 10, from: start) ?? bytes.count
            position = end + 1
            if end > start, bytes[end - 1] == 13 { end -= 1 }
            return (start, end)
        }
        var next = nextLine()
        while let first = next {
            next = nextLine()
            let start = first.start + passHole(bytes.slice(first.start, first.end), &counts)
            let line = bytes.slice(start, first.end)
            guard line.count == 0 || extractor.isFirstLine(line) else {
                if extractor.isBeforeRecords(line) {
                    counts.skipped += 1
                    continue
                }
                let fault = LineFault(column: 1, reason: "no record begins here, and none before it goes on")
                reject(fault, block.file, block.offset + UInt64(start), &counts)
                continue
            }
            var further = 0
            var empty = 0
            var end = first.end
            while line.count > 0, let line = next, !extractor.isFirstLine(bytes.slice(line.start, line.end)) {
                // Empty lines behind a record are none of it.
                if line.end == line.start {
                    empty += 1
                } else {
                    further += 1 + empty
                    empty = 0
                    end = line.end
                }
                next = nextLine()
            }
            counts.skipped += empty
            let record = bytes.slice(start, end)
            let offset = block.offset + UInt64(start)
            switch extractor.extract(record, firstLine: line.count) {
            case .skipped: counts.skipped += 1 + further
            case .fields:
                // SAFETY: the record is what was extracted last.
                let rejected = counts.rejected
                if let ending = reader.ending, !ending.isOnce(in: record) {
                    noteUnsure(ending, block.file, offset, &counts)
                }
                use(unsafe extractor.fields(of: record), reader, block.file, offset, &counts, keep)
                if counts.rejected == rejected { counts.continued += further } else { counts.rejected += further }
            case .malformed:
                reject(extractor.fault(in: line), block.file, offset, &counts)
                counts.rejected += further
            }
        }
    }
}
