internal import Platform

/// Decides which gzip files are read in several stretches.
struct GzipPlanner {
    private let files: [InputFile]
    private let chunkSize: UInt64
    private let writesIndexes: Bool
    private let hasCostlyTasks: Bool
    /// Those with an index that fits, or that need none.
    private var indexes: [Int: GzipIndex] = [:]
    /// Those whose stretches are found while they are read.
    private var relayed: [Int] = []

    /// What a stretch usually comes to when decompressed, of the buffer for it: some compress better than the beginning of
    /// their file.
    private static let fill = 0.7
    private static let stretchBytes: ClosedRange<UInt64> = 64 << 10...4 << 20
    private static let mostStretches: UInt64 = 1 << 16
    private static let sampleBytes = 1 << 20

    init(
        files: [InputFile], workers: Int, chunkSize: UInt64, options: JobOptions, events: JobEvents
    ) {
        self.files = files
        self.chunkSize = chunkSize
        writesIndexes = options.writesGzipIndexes
        hasCostlyTasks = options.hasCostlyTasks
        let share = files.reduce(0) { $0 + $1.size } / UInt64(workers)
        for (index, file) in files.enumerated()
        where file.compression == .gzip && file.isDivisible && file.size > chunkSize {
            guard workers > 1 || writesIndexes else { continue }
            if file.hasPlace {
                switch GzipIndex.load(for: file.path, size: file.size) {
                case .absent: break
                case .found(let gzipIndex):
                    indexes[index] = gzipIndex
                    continue
                case .unfit(let reason):
                    let remedy = writesIndexes ? "it is written anew" : "remove it, or renew it with --gzip-index"
                    events.event("\(GzipIndex.path(of: file.path)) is not used: \(reason); \(remedy)")
                }
            }
            if workers > 1, let members = GzipPlanner.members(of: file, spacing: chunkSize) {
                indexes[index] = GzipIndex(points: members, path: nil)
                continue
            }
            // Workers that have files of their own need not wait for each other.
            if file.size > share / 2 && workers > 1 || writesIndexes && file.hasPlace { relayed.append(index) }
        }
    }

    /// Where stretches of a BGZF file can begin. A file that cannot be read has its error where it is read.
    private static func members(of file: InputFile, spacing: UInt64) -> [GzipPoint]? {
        guard file.size <= BGZFMembers.largestFile, let descriptor = try? InputSource.open(file) else {
            return nil
        }
        return (try? BGZFMembers.points(of: descriptor, size: file.size, spacing: spacing)) ?? nil
    }

    /// Whether workers need memory for stretches.
    var hasRelays: Bool { !relayed.isEmpty }

    /// - Parameters:
    ///   - buffer: bytes that a worker has for a decompressed stretch.
    ///   - directory: for files that live as long as the job.
    func divide(buffer: Int, directory: String) throws(ThreshError) -> [Int: GzipDivision] {
        var divisions = indexes.mapValues { GzipDivision.index($0) }
        for index in relayed {
            let file = files[index]
            let relay = try GzipRelay(
                fileSize: file.size, stretchBytes: stretchBytes(of: file, buffer),
                windowsPath: directory + "/" + WorkFiles.windows(file: index))
            divisions[index] = .relay(relay)
        }
        return divisions
    }

    /// Keeps what was found in this job's relays for later ones.
    ///
    /// REQUIRES: every stretch of them was read.
    func writeIndexes(_ divisions: [Int: GzipDivision], durable: Bool, events: JobEvents) {
        guard writesIndexes else { return }
        for index in relayed where files[index].hasPlace {
            guard case .relay(let relay) = divisions[index] else { continue }
            let path = files[index].path
            do {
                try GzipIndex.write(
                    for: path, size: files[index].size, points: relay.foundPoints, windowsPath: relay.windowsPath,
                    durable: durable)
            } catch {
                events.event("the index of \(path) is not written: \(error); the job goes on without")
            }
        }
    }

    /// Compressed bytes of a stretch that fits the buffer, if the file goes on as it begins.
    private func stretchBytes(of file: InputFile, _ buffer: Int) -> UInt64 {
        // What is too large for the buffer is decoded twice, which is little beside a costly task.
        if hasCostlyTasks { return max(chunkSize, file.size / GzipPlanner.mostStretches) }
        var ratio = 8.0
        let sample = ByteBuffer(capacity: GzipPlanner.sampleBytes)
        // A file that cannot be read has its error where it is read.
        if var source = try? InputSource(file),
            let count = try? unsafe source.read(
                into: UnsafeMutableRawBufferPointer(start: sample.base, count: GzipPlanner.sampleBytes)), count > 0
        {
            ratio = Double(count) / Double(max(1, source.consumed))
        }
        let wanted = UInt64(Double(buffer) * GzipPlanner.fill / max(1, ratio))
        let (least, most) = (GzipPlanner.stretchBytes.lowerBound, GzipPlanner.stretchBytes.upperBound)
        return max(min(chunkSize, max(least, min(most, wanted))), file.size / GzipPlanner.mostStretches, 1)
    }
}

extension InputFile {
    /// Whether it is a file of this name, beside which another can lie.
    fileprivate var hasPlace: Bool { name == path }
}
