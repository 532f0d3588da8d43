internal import Platform

/// The bytes of a stretch of a gzip file, from one point to the next; then what follows it, to the file's end.
///
/// Where the next point is not known yet, the first read finds it: it decodes the stretch during this process's turn, and
/// tells where it ended. Where it is known, the stretch ends after so many decompressed bytes, and its checksum must be
/// that of the point.
package struct GzipStretchSource: ~Copyable, ByteSource {
    enum State {
        /// Where a member begins or the file ends.
        case betweenMembers
        case insideMember
        case ended
        case failed(ThreshError)
    }

    enum End {
        case point(GzipPoint)
        /// The stretch is the file's last.
        case file
        /// It is this process's to find, in its turn.
        case unknown(GzipRelay)
    }

    var input: CompressedInput
    var decoder = GzipDecoder()
    var state: State
    var memberStart: UInt64
    /// Decompressed bytes since the stretch's start.
    var produced: UInt64 = 0
    package internal(set) var producedAtLimit: UInt64?
    let start: GzipPoint
    var end: End
    /// Whether it is the file's first stretch.
    let isFirst: Bool
    let index: Int
    /// Of the index that the points are from.
    private let indexPath: String?
    var history: GzipHistory
    /// How much is read at a time behind the stretch: only the rest of one record is wanted.
    private var tailBytes = 4 << 10

    /// A stretch that a relay divided. Waits until its beginning is known.
    package init(
        path: String, name: String, stamp: FileStamp? = nil, _ relay: GzipRelay, _ index: Int
    ) throws(ThreshError) {
        while let missing = try relay.wait(for: index) {
            try GzipStretchSource.findEnd(of: missing, relay, path: path, name: name, stamp)
        }
        let end: End =
            if let known = relay.point(index + 1) { .point(known) } else {
                index + 1 == relay.count ? .file : .unknown(relay)
            }
        try self.init(
            try InputSource.open(path, name: name, stamp), from: relay.point(index)!, to: end, index: index,
            isFirst: index == 0, try relay.windows(), indexPath: nil)
    }

    /// A stretch between points of an index: from the file's beginning without `start`, to its end without `end`.
    package init(
        path: String, name: String, stamp: FileStamp? = nil, from start: GzipPoint?, to end: GzipPoint?,
        of gzipIndex: GzipIndex
    ) throws(ThreshError) {
        try self.init(
            try InputSource.open(path, name: name, stamp), from: start ?? .member(at: 0, produced: 0, windowOffset: 0),
            to: end.map { .point($0) } ?? .file, index: 0, isFirst: start == nil,
            start?.kind == .block ? try gzipIndex.windows() : nil, indexPath: gzipIndex.path)
    }

    init(
        _ file: consuming FileDescriptor, from start: GzipPoint, to end: End, index: Int, isFirst: Bool,
        _ windows: GzipWindows?, indexPath: String?
    ) throws(ThreshError) {
        var input = try CompressedInput(file, from: start.byte)
        var decoder = GzipDecoder()
        var history = try GzipHistory()
        if start.kind == .block, let windows {
            let window = try windows.read(start)
            guard let first = try input.peek() else { throw input.hasChanged }
            if start.bits % 8 > 0 { input.consume(1) }
            guard unsafe decoder.resume(at: start, window: window.rawBuffer, first: first) else {
                throw ThreshError(.software, "\(input.path): cannot go on at compressed byte \(start.byte)")
            }
            unsafe history.append(window.rawBuffer)
        }
        state = start.kind == .block ? .insideMember : .betweenMembers
        memberStart = start.memberStart
        self.input = input
        self.decoder = decoder
        self.history = history
        self.start = start
        self.end = end
        self.index = index
        self.isFirst = isFirst
        self.indexPath = indexPath
    }

    /// Decompressed bytes of the file before the stretch.
    package var offset: UInt64 { start.produced }
    package var consumed: UInt64 { input.offset - min(input.offset, start.byte) }

    package func check(_ stamp: FileStamp) throws(ThreshError) -> Bool { try input.check(stamp) }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        precondition(buffer.count > 0, "a read of 0 bytes would look like the end of the file")
        do throws(ThreshError) {
            if producedAtLimit == nil {
                let count = try unsafe readStretch(into: buffer)
                // What begins in a stretch without bytes belongs to the one before, unless that is the file's beginning.
                if count > 0 || !isFirst && produced == 0 { return count }
            }
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(tailBytes))
            tailBytes = min(tailBytes * 2, Tuning.readBytes)
            return try unsafe fill(room)
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Bytes of the stretch; 0 when there are no more.
    private mutating func readStretch(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        if case .unknown(let relay) = end {
            if try relay.takeTurn(index) {
                do throws(ThreshError) {
                    return try unsafe readInTurn(relay, into: buffer)
                } catch {
                    relay.endTurn()
                    throw error
                }
            }
            end = .point(relay.point(index + 1)!)
        }
        guard case .point(let next) = end else {
            let count = try unsafe fill(buffer)
            if count == 0 { producedAtLimit = produced }
            return count
        }
        let left = next.produced - min(next.produced, start.produced + produced)
        let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(clamping: left)))
        let count = try unsafe fill(room)
        if count < room.count { throw mismatch() }
        if UInt64(count) == left {
            try verify(next)
            producedAtLimit = produced
        }
        return count
    }

    /// Decodes until the buffer is full or the file ends.
    private mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        var filled = 0
        while filled < buffer.count {
            switch state {
            case .betweenMembers: try passBoundary()
            case .insideMember:
                filled += try unsafe decode(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            case .ended: return filled
            case .failed(let error): throw error
            }
        }
        return filled
    }

    /// Goes from the end of one member to the first byte of the next.
    mutating func passBoundary() throws(ThreshError) {
        // Leading zeros are no padding: the first member begins where the file does.
        if input.offset > 0 { try input.skipZeros() }
        guard let first = try input.peek() else {
            state = .ended
            return
        }
        memberStart = input.offset
        guard GzipDecoder.begins(with: first) else {
            throw errors.foreign(at: input.offset, memberStart: memberStart, isFirst: memberStart == 0)
        }
        _ = decoder.beginMember()
        history.removeAll()
        state = .insideMember
    }

    private mutating func decode(into room: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        let hasInput = try input.fill()
        return try take(unsafe decoder.decode(input.unread, into: room), hasInput)
    }

    mutating func take(_ step: DecodeStep, _ hasInput: Bool) throws(ThreshError) -> Int {
        input.consume(step.consumed)
        produced += UInt64(step.produced)
        let isEnd = try errors.isMemberEnd(
            after: step, hadInput: hasInput, at: input.offset, memberStart: memberStart, isFirst: memberStart == 0)
        if isEnd { state = .betweenMembers }
        return step.produced
    }

    private var errors: MemberErrors { MemberErrors(path: input.path, format: Compression.gzip.rawValue) }
}

// MARK: the end of the stretch

extension GzipStretchSource {
    /// Throws unless what was decoded is what came before `point` when that was found.
    private mutating func verify(_ point: GzipPoint) throws(ThreshError) {
        // The end of a member is to be read yet, with its checksum; and members without bytes.
        let room = ByteBuffer(capacity: 64)
        while !isAt(point) {
            switch state {
            case .betweenMembers: try passBoundary()
            case .insideMember:
                let bytes = unsafe UnsafeMutableRawBufferPointer(start: room.base, count: 64)
                if try unsafe decode(into: bytes) > 0 { throw mismatch() }
            case .ended:
                if point.kind == .block { throw mismatch() }
                return
            case .failed(let error): throw error
            }
        }
        if point.kind == .block && (decoder.checksum, decoder.memberBytes) != (point.checksum, point.memberBytes) {
            throw mismatch()
        }
    }

    /// Whether it is in the point's member, or where that begins.
    private func isAt(_ point: GzipPoint) -> Bool {
        if point.kind == .block { return isInsideMember && memberStart >= point.memberStart }
        return !isInsideMember && input.offset >= point.byte
    }

    private var isInsideMember: Bool {
        if case .insideMember = state { return true }
        return false
    }

    private func mismatch() -> ThreshError {
        let remedy =
            indexPath.map { "remove \($0), which is of another file or another state of it, and run again" }
            ?? "it is damaged, or changed while it was read; restore it, or run again"
        return ThreshError(
            .badData,
            "\(input.path): what is decompressed from byte \(start.produced) on is not what was there before; \(remedy)"
        )
    }
}
