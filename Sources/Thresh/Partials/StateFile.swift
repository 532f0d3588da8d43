internal import CXXHash
internal import Platform

/// A file of which a state has records. Its number in the state stays the same, and so do those of its records.
struct StateFile: Equatable {
    /// What was there when it was looked at last, under the name that it had: its text; of what has no text that can go on
    /// (`isWhole`), what is on disk.
    var identity: InputIdentity
    /// Records up to this place of division are kept. What is behind is read again each time, until it cannot be any more.
    var cut: UInt64 = 0
    /// Whether it is kept as a whole: compressed when it was found first, or of records that cannot be continued.
    var isWhole: Bool
    /// XXH3-64 of the first bytes of the text of a compressed one, and how many they are, to notice the same text in another
    /// form; 0 where it is not compressed, or empty.
    var textHead = TextHead.none
    /// The file on disk that has the text now, where that was compressed meanwhile. It does not go on.
    var compressed: InputIdentity?
    /// How its records are read, in words of the job's own.
    var reading = ""

    /// What takes the place of a file that is forgotten, so that others keep their numbers.
    static let forgotten = StateFile(identity: InputIdentity(name: "", size: 0, head: 0, tail: 0), isWhole: true)

    var isForgotten: Bool { self == .forgotten }

    /// Whether a segment is read again each time.
    func isTail(_ segment: PartialEntry.Segment) -> Bool { segment.start >= cut && segment.end > cut }

    /// What of the file up to `end` no entry has, in order.
    func holes(upTo end: UInt64, _ segments: [PartialEntry.Segment]) -> [Range<UInt64>] {
        var holes: [Range<UInt64>] = []
        var covered: UInt64 = 0
        for segment in segments.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) where segment.start < end {
            if segment.start > covered { holes.append(covered..<segment.start) }
            covered = max(covered, segment.end)
        }
        if covered < end { holes.append(covered..<end) }
        return holes
    }
}

/// How the text of a file begins.
struct TextHead: Equatable {
    /// XXH3-64.
    let checksum: UInt64
    /// Of so many bytes, at most `PartialFormat.evidenceBytes`.
    let count: UInt64

    static let none = TextHead(checksum: 0, count: 0)

    /// Of the first bytes of the text of a file, compressed or not.
    ///
    /// - Parameter count: how many are wanted; nil: what there is.
    /// - Returns: nil where there are fewer, or none, or where it is damaged.
    init?(of file: InputFile, count: UInt64? = nil) {
        let wanted = Int(min(count ?? .max, UInt64(PartialFormat.evidenceBytes)))
        guard let bytes = try? JobInput(file).head(wanted), !bytes.isEmpty, count == nil || bytes.count == wanted
        else { return nil }
        checksum = unsafe bytes.withUnsafeBytes { unsafe XXH3_64bits($0.baseAddress, $0.count) }
        self.count = UInt64(bytes.count)
    }

    init(checksum: UInt64, count: UInt64) {
        self.checksum = checksum
        self.count = count
    }

    /// Whether the text of a file begins so.
    func begins(_ file: InputFile) -> Bool { count > 0 && TextHead(of: file, count: count) == self }
}

extension InputIdentity {
    /// Whether a plain file begins with all that this one had, as far as that was looked at.
    ///
    /// - Parameter segments: of this one.
    func isBeginning(of file: InputFile, _ segments: [PartialEntry.Segment]) throws(ThreshError) -> Bool {
        guard size > 0, file.size >= size else { return false }
        let count = min(UInt64(PartialFormat.evidenceBytes), size)
        guard try InputIdentity.checksum(of: file, [0..<count]) == head,
            try InputIdentity.checksum(of: file, [size - count..<size]) == tail
        else { return false }
        for segment in segments where segment.evidence != PartialEntry.Segment.noEvidence {
            let now = ChunkPlan.Segment(file: 0, start: segment.start, end: segment.end, offset: 0)
            if try InputIdentity.evidence(of: now, in: file) != segment.evidence { return false }
        }
        return true
    }
}
