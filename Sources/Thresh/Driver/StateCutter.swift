internal import Platform

/// Cuts what a state lacks of a file: into segments that are kept, and one with the last records, which may go on.
struct StateCutter {
    /// What the job reads, what it keeps as of which places, and whether that is read again next time.
    struct Piece {
        let segment: ChunkPlan.Segment
        let kept: PartialEntry.Segment
        let isTail: Bool
    }

    let largestRecord: Int
    let chunkSize: UInt64
    let check: () throws(ThreshError) -> Void

    /// How far the records of a plain file are whole, as a place of division.
    ///
    /// - Parameters:
    ///   - covered: how far they were.
    ///   - isFinal: nothing will be appended to it.
    func cut(of file: inout InputFile, from covered: UInt64, isFinal: Bool) throws -> UInt64 {
        var cut: UInt64
        switch file.records {
        case .lines, .textLines, .delimited:
            if isFinal { return file.size }
            cut = try lastByte(file.records.delimiter ?? 10, in: file, from: covered)
        case .csv(let separator, _):
            cut = try lastRecordEnd(&file, separator, from: covered)
        case .fixedWidth(let width): cut = file.size - file.size % UInt64(width)
        case .multiline, .paragraphs, .custom: cut = isFinal ? file.size : try placeBeforeRecord(file, from: covered)
        case .wholeFiles: cut = file.size
        }
        return isFinal ? file.size : max(cut, covered)
    }

    private static let windowBytes = 64 << 10

    /// The last of these bytes behind `covered`; that where there is none.
    private func lastByte(_ byte: UInt8, in file: InputFile, from covered: UInt64) throws -> UInt64 {
        let descriptor = try InputSource.open(file)
        let buffer = ByteBuffer(capacity: StateCutter.windowBytes)
        var end = file.size
        while end > covered {
            let start = max(covered, end - min(end, UInt64(StateCutter.windowBytes)))
            let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: Int(end - start))
            let count = try attempt { () throws(SystemError) in try unsafe descriptor.readFully(into: room, at: start) }
            let bytes = unsafe UnsafePointer(buffer.base)
            if let place = unsafe findLastByte(byte, bytes, count) { return start + UInt64(place) }
            end = start
            try check()
        }
        return covered
    }

    /// The line end of the last whole record of CSV; notes whether line ends stand within quotes.
    private func lastRecordEnd(_ file: inout InputFile, _ separator: UInt8, from covered: UInt64) throws -> UInt64 {
        let begin = covered == 0 ? 0 : covered + 1
        var source = try InputSource(file, as: Compression.none, start: begin)
        let buffer = try attempt { () throws(SystemError) in try PageBuffer(byteCount: Tuning.readBytes) }
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: Tuning.readBytes)
        var quotes = CSVQuoteState(separator: separator)
        var position = begin
        var end = covered
        while true {
            let count = try unsafe source.read(into: room)
            if count == 0 { break }
            let bytes = unsafe UnsafePointer(buffer.base.assumingMemoryBound(to: UInt8.self))
            if let record = unsafe quotes.pass(bytes, count: count) { end = position + UInt64(record) - 1 }
            position += UInt64(count)
            try check()
        }
        file.hasQuotedFeeds = quotes.hasQuotedFeeds
        return end
    }

    /// A place before which all records are whole, since another one is recognised behind it; `covered` where there is none.
    private func placeBeforeRecord(_ file: InputFile, from covered: UInt64) throws -> UInt64 {
        var window = UInt64(StateCutter.windowBytes)
        while file.size > window, file.size - window > covered {
            let place = file.size - window
            let buffer = try attempt { () throws(SystemError) in
                try PageBuffer(byteCount: Tuning.readBytes + Tuning.readPadding)
            }
            var reader = try ChunkReader(
                file, ChunkPlan.Segment(file: 0, start: place, end: file.size, offset: place),
                largestRecord: largestRecord, buffer: buffer)
            try reader.forEachBlock { _ in }
            if reader.records > 0 { return place }
            window *= 4
            try check()
        }
        return covered
    }

    // MARK: pieces

    /// Of a file that is read as a whole.
    func pieces(ofWhole file: InputFile, _ number: Int) -> [Piece] {
        [piece(number, 0, file.size, 0..<file.size, isTail: false)]
    }

    /// Of a plain file: what its holes have, and what is behind the cut.
    func pieces(of file: InputFile, _ number: Int, holes: [Range<UInt64>], cut: UInt64) throws -> [Piece] {
        var pieces: [Piece] = []
        let width: UInt64? = if case .fixedWidth(let width) = file.records { UInt64(width) } else { nil }
        for hole in holes {
            var start = hole.lowerBound
            while start < hole.upperBound {
                let step = width.map { max(chunkSize - chunkSize % $0, $0) } ?? chunkSize
                let end = min(start + step, hole.upperBound)
                pieces.append(piece(number, start, end, start..<end, isTail: false))
                start = end
            }
        }
        if hasTail(file, cut) { pieces.append(piece(number, cut, file.size, cut..<file.size, isTail: true)) }
        guard file.hasQuotedFeeds, case .csv(let separator, _) = file.records else { return pieces }
        return try beginningAtRecords(pieces, file, separator, cut)
    }

    private func hasTail(_ file: InputFile, _ cut: UInt64) -> Bool {
        // At the cut is the end of a line.
        let isEnd =
            switch file.records {
            case .lines, .textLines, .delimited, .csv: cut > 0
            default: false
            }
        return file.size > cut + (isEnd ? 1 : 0)
    }

    /// The same segments between two records, since none can be recognised from just any place.
    private func beginningAtRecords(
        _ pieces: [Piece], _ file: InputFile, _ separator: UInt8, _ cut: UInt64
    ) throws -> [Piece] {
        let places = Set(pieces.flatMap { [$0.kept.start, $0.kept.end] }).subtracting([0, cut, file.size])
        let starts = try CSVRecordStarts.find(in: file, at: places.map { $0 + 1 }.sorted(), separator: separator) {
            () throws(ThreshError) in try check()
        }
        func start(_ place: UInt64) -> UInt64 {
            if place == 0 || place == file.size { return place }
            if place == cut { return place + 1 }
            return starts.first { $0 > place } ?? cut + 1
        }
        return pieces.map { piece in
            let (from, to) = (start(piece.kept.start), start(piece.kept.end))
            return self.piece(
                piece.kept.file, min(from, to), to, piece.kept.start..<piece.kept.end, isTail: piece.isTail)
        }
    }

    private func piece(
        _ file: Int, _ start: UInt64, _ end: UInt64, _ kept: Range<UInt64>, isTail: Bool
    ) -> Piece {
        Piece(
            segment: ChunkPlan.Segment(file: file, start: start, end: end, offset: start),
            kept: PartialEntry.Segment(
                file: file, start: kept.lowerBound, end: kept.upperBound, evidence: PartialEntry.Segment.noEvidence),
            isTail: isTail)
    }
}
