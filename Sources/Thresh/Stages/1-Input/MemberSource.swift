package import Platform

/// Decompresses a file member after member.
package struct MemberSource<Decoder: MemberDecoder & ~Copyable>: ~Copyable, ByteSource {
    private enum State {
        /// Where a member begins or the file ends.
        case betweenMembers
        case insideMember
        case ended
        case failed(ThreshError)
    }

    private var input: CompressedInput
    private var decoder = Decoder()
    private var state = State.betweenMembers
    private let start: UInt64
    private let limit: UInt64
    /// Where the current or last member began.
    private var memberStart: UInt64
    private var produced: UInt64 = 0
    package private(set) var producedAtLimit: UInt64?

    /// Reads `file` from compressed offset `start`, where a member begins; the range ends with the last member that
    /// begins before `limit`.
    package init(
        _ file: consuming FileDescriptor, start: UInt64 = 0, limit: UInt64 = .max
    ) throws(ThreshError) {
        input = try CompressedInput(file, from: start)
        self.start = start
        self.limit = limit
        memberStart = start
    }

    package var consumed: UInt64 { input.offset - start }

    private var errors: MemberErrors { MemberErrors(path: input.path, format: Decoder.compression.rawValue) }

    package func check(_ stamp: FileStamp) throws(ThreshError) -> Bool { try input.check(stamp) }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        precondition(buffer.count > 0, "a read of 0 bytes would look like the end of the file")
        do throws(ThreshError) {
            return try unsafe decode(into: buffer)
        } catch {
            // A library's state after an error is undefined: it is never called again.
            state = .failed(error)
            throw error
        }
    }

    private mutating func decode(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        var filled = 0
        while filled < buffer.count {
            switch state {
            case .betweenMembers:
                if try passBoundary(), filled > 0 { return filled }
            case .insideMember:
                filled += try unsafe step(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
            case .ended:
                return filled
            case .failed(let error):
                throw error
            }
        }
        return filled
    }

    /// Goes from the end of one member to the first byte of the next; returns whether the range ended here.
    private mutating func passBoundary() throws(ThreshError) -> Bool {
        // Leading zeros are no padding: the first member begins where the file does.
        if Decoder.allowsPadding && input.offset > start { try input.skipZeros() }
        guard let first = try input.peek() else {
            state = .ended
            return endRange()
        }
        memberStart = input.offset
        guard Decoder.begins(with: first) else {
            throw errors.foreign(at: input.offset, memberStart: memberStart, isFirst: memberStart == start)
        }
        guard decoder.beginMember() else { throw errors.outOfMemory(memberStart) }
        state = .insideMember
        return input.offset >= limit && endRange()
    }

    private mutating func endRange() -> Bool {
        if producedAtLimit != nil { return false }
        producedAtLimit = produced
        return true
    }

    private mutating func step(into room: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        let hasInput = try input.fill()
        let step = unsafe decoder.decode(input.unread, into: room)
        input.consume(step.consumed)
        produced += UInt64(step.produced)
        let isEnd = try errors.isMemberEnd(
            after: step, hadInput: hasInput, at: input.offset, memberStart: memberStart, isFirst: memberStart == start)
        if isEnd { state = .betweenMembers }
        return step.produced
    }
}
