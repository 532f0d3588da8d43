internal import Platform

/// The standard input of a worker: frames, and then lines, records, or frames up to an end mark. Or a file with a plan.
final class WorkerInput {
    private let file: FileDescriptor
    private var buffer = ByteBuffer(capacity: Tuning.partBufferBytes)
    private var position = 0
    private var frame = ByteBuffer(capacity: Tuning.partBufferBytes)

    /// The file that `worker plan` has written.
    init(plan path: String) throws(ThreshError) {
        file = try InputSource.open(path, name: path)
    }

    init() throws(ThreshError) {
        file = try attempt { () throws(SystemError) in try Terminal.duplicate(Terminal.input, name: "standard input") }
    }

    /// Calls `body` with the next frame; false at the end mark. Without either the stream is not complete.
    func next(_ body: (UnsafeRawBufferPointer) throws(ThreshError) -> Void) throws(ThreshError) -> Bool {
        frame.removeAll()
        try read(4)
        let length = unsafe UInt32(
            littleEndian: frame.rawBuffer.loadUnaligned(fromByteOffset: 0, as: UInt32.self))
        if length == WorkerProtocol.end { return false }
        guard length > 0 else { throw WorkerInput.wrong("a frame without bytes") }
        frame.removeAll()
        try read(Int(length))
        try unsafe body(frame.rawBuffer)
        return true
    }

    /// Throws when something follows.
    func expectEnd() throws(ThreshError) {
        if position < buffer.count { throw WorkerInput.wrong("bytes behind its end mark") }
        if try fill() { throw WorkerInput.wrong("bytes behind its end mark") }
    }

    /// All that is left.
    func rest() throws(ThreshError) -> [UInt8] {
        var bytes: [UInt8] = []
        repeat {
            unsafe bytes += buffer.rawBuffer[position...]
            position = buffer.count
        } while try fill()
        return bytes
    }

    /// Writes all that is left into a new file, and returns how much it was.
    func copyRest(to path: String) throws(ThreshError) -> UInt64 {
        let copy = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .createNew) }
        var size: UInt64 = 0
        repeat {
            let piece = unsafe UnsafeRawBufferPointer(rebasing: buffer.rawBuffer[position...])
            try attempt { () throws(SystemError) in try unsafe copy.write(piece) }
            size += UInt64(piece.count)
            position = buffer.count
        } while try fill()
        return size
    }

    /// Calls `body` with the next line, without its end; false behind the last.
    func nextLine(_ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
        frame.removeAll()
        while true {
            if position == buffer.count, try !fill() { break }
            let feed = unsafe buffer.rawBuffer[position...].firstIndex(of: UInt8(ascii: "\n"))
            let end = feed ?? buffer.count
            unsafe frame.append(UnsafeRawBufferPointer(rebasing: buffer.rawBuffer[position..<end]))
            position = end
            if feed != nil {
                position += 1
                try unsafe body(frame.rawBuffer)
                return true
            }
        }
        if frame.count == 0 { return false }
        throw WorkerInput.wrong("its last line has no end")
    }

    private func read(_ count: Int) throws(ThreshError) {
        while frame.count < count {
            if position == buffer.count, try !fill() {
                throw ThreshError(
                    .badData, "standard input: it ends without its end mark, so whoever wrote it has not finished")
            }
            let more = min(count - frame.count, buffer.count - position)
            unsafe frame.append(UnsafeRawBufferPointer(rebasing: buffer.rawBuffer[position..<position + more]))
            position += more
        }
    }

    /// Reads more; false at the end.
    private func fill() throws(ThreshError) -> Bool {
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: buffer.capacity)
        let count: Int
        do { count = try unsafe file.read(into: room) } catch { throw ThreshError(error) }
        buffer.count = count
        position = 0
        return count > 0
    }

    static func wrong(_ what: String) -> ThreshError {
        ThreshError(.badData, "standard input: \(what): it does not follow the protocol of workers")
    }
}
