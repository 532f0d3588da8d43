internal import Platform

/// The bytes of a stretch of a gzip file, from one point to the next; then what follows it, to the file's end.
///
/// Where the next point is not known yet, the first read finds it: it decodes the stretch during this process's turn, and
/// tells where it ended. Where it is known, the stretch ends after so many decompressed bytes, and its checksum must be
/// that of the point.
package struct GzipStretchSource: ~Copyable, ByteSource {
    private enum State {
        /// Where a member begins or the file ends.
        case betweenMembers
        case insideMember
        case ended
        case failed(ThreshError)
    }

    private enum End {
        case point(GzipPoint)
        /// The stretch is the file's last.
        case file
        /// It is this process's to find, in its turn.
        case unknown(GzipRelay)
    }

    private var input: CompressedInput
    private var decoder = GzipDecoder()
    private var state: State
    private var memberStart: UInt64
    /// Decompressed bytes since the stretch's start.
    private var produced: UInt64 = 0
    package private(set) var producedAtLimit: UInt64?
    private let start: GzipPoint
    private var end: End
    /// Whether it is the file's first stretch.
    private let isFirst: Bool
    private let index: Int
    /// Of the index that the points are from.
    private let indexPath: String?
    private var history: GzipHistory
    /// How much is read at a time behind the stretch: only the rest of one record is wanted.
    private var tailBytes = 4 << 10

    /// A stretch that a relay divided. Waits until its beginning is known.
    package init(path: String, name: String, _ relay: GzipRelay, _ index: Int) throws(ThreshError) {
        while let missing = try relay.wait(for: index) {
            try GzipStretchSource.findEnd(of: missing, relay, path: path, name: name)
        }
        let end: End =
            if let known = relay.point(index + 1) { .point(known) } else {
                index + 1 == relay.count ? .file : .unknown(relay)
            }
        try self.init(
            try InputSource.open(path, name: name), from: relay.point(index)!, to: end, index: index,
            isFirst: index == 0, try relay.windows(), indexPath: nil)
    }

    /// A stretch between points of an index: from the file's beginning without `start`, to its end without `end`.
    package init(
        path: String, name: String, from start: GzipPoint?, to end: GzipPoint?, of gzipIndex: GzipIndex
    ) throws(ThreshError) {
        try self.init(
            try InputSource.open(path, name: name), from: start ?? .member(at: 0, produced: 0, windowOffset: 0),
            to: end.map { .point($0) } ?? .file, index: 0, isFirst: start == nil, try gzipIndex.windows(),
            indexPath: gzipIndex.path)
    }

    private init(
        _ file: consuming FileDescriptor, from start: GzipPoint, to end: End, index: Int, isFirst: Bool,
        _ windows: GzipWindows, indexPath: String?
    ) throws(ThreshError) {
        var input = try CompressedInput(file, from: start.byte)
        var decoder = GzipDecoder()
        var history = try GzipHistory()
        if start.kind == .block {
            let window = try windows.read(start)
            let first = try input.peek() ?? 0
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
    private mutating func passBoundary() throws(ThreshError) {
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

    private mutating func take(_ step: DecodeStep, _ hasInput: Bool) throws(ThreshError) -> Int {
        input.consume(step.consumed)
        produced += UInt64(step.produced)
        let error = errors.error(
            step.outcome, at: input.offset, memberStart: memberStart, isFirst: memberStart == 0)
        if let error { throw error }
        if case .memberEnd = step.outcome {
            state = .betweenMembers
        } else if step.consumed == 0 && step.produced == 0 {
            throw hasInput
                ? errors.corrupt("the decoder makes no progress", at: input.offset)
                : errors.truncated(at: input.offset, memberStart: memberStart)
        }
        return step.produced
    }

    private var errors: MemberErrors { MemberErrors(path: input.path, format: Compression.gzip.rawValue) }
}

// MARK: the end of the stretch

extension GzipStretchSource {
    /// What is decoded at a time only to see where a stretch ends.
    private static let scratchBytes = 256 << 10

    /// Decodes the stretch and tells where it ended. What does not fit in the buffer is decoded again afterwards, when the
    /// turn is over.
    private mutating func readInTurn(
        _ relay: GzipRelay, into buffer: UnsafeMutableRawBufferPointer
    ) throws(ThreshError) -> Int {
        let copy = InflateState()
        var filled = 0
        while filled < buffer.count {
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let (count, point) = try unsafe decodeToPoint(behind: relay.place(index + 1), into: room, copy)
            filled += count
            if let point {
                end = .point(point)
                producedAtLimit = produced
                try relay.publish(point, history)
                return filled
            }
        }
        let place = (input: input.offset, state: state, memberStart: memberStart, produced: produced)
        let saved = decoder.save()
        end = .point(try scan(relay, copy))
        decoder.restore(saved)
        input.seek(to: place.input)
        (state, memberStart, produced) = (place.state, place.memberStart, place.produced)
        return filled
    }

    /// Decodes on to the end of the stretch, in its turn, for nothing but to tell where that is.
    private mutating func scan(_ relay: GzipRelay, _ copy: borrowing InflateState) throws(ThreshError) -> GzipPoint {
        let scratch = try attempt { () throws(SystemError) in
            try PageBuffer(byteCount: GzipStretchSource.scratchBytes)
        }
        while true {
            let (_, point) = try unsafe decodeToPoint(behind: relay.place(index + 1), into: scratch.bytes, copy)
            if let point {
                try relay.publish(point, history)
                return point
            }
        }
    }

    /// In place of a process that is gone. REQUIRES: it is this process's turn.
    private static func findEnd(
        of index: Int, _ relay: GzipRelay, path: String, name: String
    ) throws(ThreshError) {
        do throws(ThreshError) {
            var source = try GzipStretchSource(
                try InputSource.open(path, name: name), from: relay.point(index)!, to: .unknown(relay), index: index,
                isFirst: index == 0, try relay.windows(), indexPath: nil)
            _ = try source.scan(relay, InflateState())
        } catch {
            relay.endTurn()
            throw error
        }
    }

    /// One step on the way to the first point from compressed byte `target` on: at most a call of the decoder. The file's
    /// end is a point too.
    private mutating func decodeToPoint(
        behind target: UInt64, into room: UnsafeMutableRawBufferPointer, _ copy: borrowing InflateState
    ) throws(ThreshError) -> (count: Int, point: GzipPoint?) {
        let offset = start.produced + produced
        switch state {
        case .failed(let error): throw error
        case .ended: return (0, .member(at: input.offset, produced: offset, windowOffset: 0))
        case .betweenMembers:
            if input.offset >= target { return (0, .member(at: input.offset, produced: offset, windowOffset: 0)) }
            try passBoundary()
            return (0, nil)
        case .insideMember:
            let hasInput = try input.fill()
            let unread = unsafe input.unread
            let step: DecodeStep
            if input.offset < target {
                let before = unsafe UnsafeRawBufferPointer(
                    rebasing: unread.prefix(Int(clamping: target - input.offset)))
                step = unsafe decoder.decode(before, into: room)
            } else if decoder.isAtBlock {
                let point = GzipPoint(
                    bits: input.offset * 8 - decoder.unusedBits, produced: offset, memberStart: memberStart,
                    windowOffset: 0, windowLength: 0, memberBytes: decoder.memberBytes, checksum: decoder.checksum,
                    rawKind: GzipPoint.Kind.block.rawValue)
                return (0, point)
            } else {
                step = unsafe decoder.decodeToBlock(unread, into: room, copy: copy)
            }
            let count = try take(step, hasInput)
            unsafe history.append(UnsafeRawBufferPointer(rebasing: room[..<count]))
            return (count, nil)
        }
    }

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
            ?? "it changed while it was read; run again"
        return ThreshError(
            .badData,
            "\(input.path): what is decompressed from byte \(start.produced) on is not what was there before; \(remedy)"
        )
    }
}
