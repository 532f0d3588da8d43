internal import Platform
internal import Synchronization

/// How workers decompress one gzip file together: by turns, each a stretch of it.
///
/// Deflate can only be decoded from front to back, but what is decoded can be worked on meanwhile. So whoever has a
/// stretch waits for its beginning, decodes it into memory of its own, tells where it ended (a `GzipPoint`, with what the
/// next one needs to go on from there), and then maps its records while another decodes. Stretches are divided by
/// compressed bytes, so that their number is known in advance; each begins with the first deflate block or member behind
/// its place.
///
/// The turn is a robust mutex. A point is known to others by one store to `known`, after everything else of it is
/// written: a process that is killed during its turn leaves nothing, and who waits decodes its stretch in its place. A
/// stretch whose end is known can be decoded again by anybody, without a turn.
@safe package final class GzipRelay: @unchecked Sendable {
    package let count: Int
    private let fileSize: UInt64
    private let stretchBytes: UInt64
    private let memory: SharedMemory
    private let mutex: RobustMutex
    // SAFETY: both pointers lie in `memory`; only points below `known` are read.
    /// How many points are known; the word that processes sleep on.
    private let known: UnsafeMutablePointer<Atomic<UInt32>>
    /// Written by the holder of the turn, each once, before `known` counts it.
    private let points: UnsafeMutablePointer<GzipPoint>
    let windowsPath: String
    /// Of this process: opened after the fork.
    private var openWindows: GzipWindows?

    /// How long to wait for news before looking whether the process that owes it is gone.
    private static let recheck = Duration.milliseconds(50)

    /// - Parameters:
    ///   - stretchBytes: compressed bytes of a stretch.
    ///   - windowsPath: of a new file, which holds the windows of points from `GzipIndex.headerBytes` on.
    package init(fileSize: UInt64, stretchBytes: UInt64, windowsPath: String) throws(ThreshError) {
        self.fileSize = fileSize
        self.stretchBytes = stretchBytes
        self.windowsPath = windowsPath
        count = Int((fileSize + stretchBytes - 1) / stretchBytes)
        let pointsAt = RobustMutex.byteCount + 64
        do throws(SystemError) {
            memory = try SharedMemory(
                byteCount: pointsAt + count * MemoryLayout<GzipPoint>.stride, name: "GzipRelay")
            mutex = try unsafe RobustMutex(initializing: memory.base)
            _ = try FileDescriptor.open(windowsPath, .createNew)
        } catch {
            throw ThreshError(error)
        }
        unsafe known = (memory.base + RobustMutex.byteCount).bindMemory(to: Atomic<UInt32>.self, capacity: 1)
        unsafe known.initialize(to: Atomic(1))
        unsafe points = (memory.base + pointsAt).bindMemory(to: GzipPoint.self, capacity: count)
        unsafe points[0] = .member(at: 0, produced: 0, windowOffset: GzipIndex.headerBytes)
    }

    /// Where stretch `index` begins; nil when that is not known yet.
    package func point(_ index: Int) -> GzipPoint? { index < knownCount ? unsafe points[index] : nil }

    /// The compressed byte from which on stretch `index` begins, and the one before it ends.
    func place(_ index: Int) -> UInt64 { min(fileSize, UInt64(index) * stretchBytes) }

    func index(at place: UInt64) -> Int { Int(place / stretchBytes) }

    /// What is known of where stretches begin, the first apart.
    var foundPoints: [GzipPoint] { (1..<knownCount).map { unsafe points[$0] } }

    func windows() throws(ThreshError) -> GzipWindows {
        if let openWindows { return openWindows }
        let path = windowsPath
        let windows = try GzipWindows(
            try attempt { () throws(SystemError) in try FileDescriptor.open(path, .readWrite) })
        openWindows = windows
        return windows
    }

    private var knownCount: Int { Int(unsafe known.pointee.load(ordering: .acquiring)) }

    // MARK: turns

    /// Waits until point `index` is known. Returns another stretch before it when nobody seems to be at that one: it is
    /// the caller's turn then to find where it ends.
    func wait(for index: Int) throws(ThreshError) -> Int? {
        if index < knownCount { return nil }
        return try CurrentTask.waiting { () throws(ThreshError) in try waitForNews(of: index) }
    }

    private func waitForNews(of index: Int) throws(ThreshError) -> Int? {
        var idle = 0
        while true {
            let seen = unsafe known.pointee.load(ordering: .acquiring)
            if index < Int(seen) { return nil }
            let news = unsafe Futex.wait(
                known, while: seen, until: Instant.now.advanced(by: GzipRelay.recheck))
            if news == .woken {
                idle = 0
                continue
            }
            let outcome = try attempt { () throws(SystemError) in try mutex.tryLock() }
            switch outcome {
            case .busy: idle = 0
            case .acquired, .ownerDied:
                if index < knownCount {
                    endTurn()
                    return nil
                }
                idle += 1
                // Whoever has it may not have come to take its turn yet.
                if outcome == .ownerDied || idle > 1 { return knownCount - 1 }
                endTurn()
            }
        }
    }

    /// Waits for the turn to decode stretch `index`, whose beginning is known; false when its end is known by then.
    func takeTurn(_ index: Int) throws(ThreshError) -> Bool {
        if index + 1 < knownCount { return false }
        _ = try CurrentTask.waiting { () throws(ThreshError) in
            try attempt { () throws(SystemError) in try mutex.lock(until: nil) }
        }
        if index + 1 == knownCount { return true }
        endTurn()
        return false
    }

    /// Tells where the stretch ends whose turn it is, and ends the turn.
    func publish(_ point: GzipPoint, _ window: borrowing GzipHistory) throws(ThreshError) {
        let index = knownCount
        var point = point
        point.windowOffset = unsafe points[index - 1].windowEnd
        if point.kind == .block {
            point.windowLength = try unsafe windows().write(window.bytes, at: point.windowOffset)
        }
        unsafe points[index] = point
        unsafe known.pointee.store(UInt32(index + 1), ordering: .sequentiallyConsistent)
        endTurn()
        unsafe Futex.wakeAll(known)
    }

    /// Ends a turn without result.
    func endTurn() { try? mutex.unlock() }
}
