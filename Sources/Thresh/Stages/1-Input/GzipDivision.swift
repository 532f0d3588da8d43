/// How one gzip file is read in several stretches.
package enum GzipDivision: Sendable {
    /// Workers find the places to begin by turns.
    case relay(GzipRelay)
    /// The places are known from before.
    case index(GzipIndex)

    /// Decompressed bytes before a segment, as far as that is known yet.
    func offset(of segment: ChunkPlan.Segment) -> UInt64? {
        switch self {
        case .relay(let relay): relay.point(relay.index(at: segment.start))?.produced
        case .index: segment.offset
        }
    }

    /// Where segments begin, in compressed bytes, and the decompressed bytes before them where they are known.
    ///
    /// - Parameter chunkSize: compressed bytes of a segment of an index, at least.
    func cuts(chunkSize: UInt64) -> [(start: UInt64, offset: UInt64)] {
        switch self {
        case .relay(let relay): return (0..<relay.count).map { (relay.place($0), 0) }
        case .index(let index):
            var cuts: [(start: UInt64, offset: UInt64)] = [(0, 0)]
            for point in index.points where point.byte - cuts.last!.start >= chunkSize {
                cuts.append((point.byte, point.produced))
            }
            return cuts
        }
    }
}

extension GzipStretchSource {
    init(_ file: InputFile, _ segment: ChunkPlan.Segment, _ division: GzipDivision) throws(ThreshError) {
        switch division {
        case .relay(let relay):
            try self.init(
                path: file.path, name: file.name, stamp: file.stamp, relay, relay.index(at: segment.start))
        case .index(let index):
            try self.init(
                path: file.path, name: file.name, stamp: file.stamp, from: index.point(at: segment.start),
                to: index.point(at: segment.end), of: index)
        }
    }
}
