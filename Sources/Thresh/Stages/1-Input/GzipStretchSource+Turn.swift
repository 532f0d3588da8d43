internal import Platform

/// Finding the end of a stretch, in a turn.
extension GzipStretchSource {
    /// What is decoded at a time only to see where a stretch ends.
    private static let scratchBytes = 256 << 10

    /// Decodes the stretch and tells where it ended. What does not fit in the buffer is decoded again afterwards, when the
    /// turn is over.
    mutating func readInTurn(
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
    static func findEnd(
        of index: Int, _ relay: GzipRelay, path: String, name: String, _ stamp: FileStamp?
    ) throws(ThreshError) {
        do throws(ThreshError) {
            var source = try GzipStretchSource(
                try InputSource.open(path, name: name, stamp), from: relay.point(index)!, to: .unknown(relay),
                index: index,
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
}
