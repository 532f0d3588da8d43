internal import Glibc
internal import Platform

/// Writes the rows of one part file: cells divided by TAB, a row to a line. Rows can go to other outputs beside it:
///
///     part.withOutput("errors") { $0.writeRow(user, message) }   // into errors-r-00000 and so on
///
/// A write that fails (a full disk) ends the task after the row; the calls themselves do not throw.
@safe public struct PartWriter: CountingOutput, ~Copyable {
    private let file: FileDescriptor
    @usableFromInline var buffer: ByteBuffer
    private var checksum = Checksum()
    private var top: TopRows?
    private var failure: ThreshError?
    private var named: NamedOutputs
    /// The named output that rows go to; its rows are in `buffer` meanwhile.
    private var current: NamedOutputs.Output?
    public let tally = JobTally()
    private(set) var rows: UInt64 = 0
    private(set) var byteCount: UInt64 = 0

    /// - Parameter top: keep only so many rows, those with the largest last column.
    init(path: String, top: Int?) throws(ThreshError) { try self.init(.file(path), top: top) }

    init(_ target: PartTarget, top: Int?) throws(ThreshError) {
        switch target {
        case .file(let path):
            named = NamedOutputs(path: path)
            file = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .create) }
        case .standardOutput(let path):
            named = NamedOutputs(path: path)
            file = try attempt { () throws(SystemError) in
                try Terminal.duplicate(Terminal.output, name: "standard output")
            }
        }
        buffer = ByteBuffer(capacity: Tuning.partBufferBytes + 4096)
        self.top = top.map { TopRows(limit: $0) }
    }

    /// Bytes as they are. REQUIRES of a row's cell: no TAB, CR or LF; use `writeCell` where there may be one.
    @inlinable public mutating func write(_ bytes: ByteView) { buffer.append(bytes) }

    @inlinable public mutating func write(_ byte: UInt8) { buffer.append(byte) }

    public mutating func write(_ text: String) {
        var text = text
        text.withUTF8 { unsafe buffer.append(UnsafeRawBufferPointer($0)) }
    }

    /// A number in decimal.
    @inlinable public mutating func write(_ number: some FixedWidthInteger) {
        if number < 0 { buffer.append(UInt8(ascii: "-")) }
        buffer.append(magnitude: UInt64(number.magnitude))
    }

    /// Bytes with TAB, LF, CR and backslash written as \t, \n, \r and \\.
    public mutating func writeCell(_ bytes: ByteView) {
        buffer.append(escaping: bytes)
    }

    @inlinable public mutating func tab() { buffer.append(UInt8(ascii: "\t")) }

    public mutating func endRow() {
        if current == nil && top != nil {
            unsafe top?.add(buffer.rawBuffer)
            buffer.removeAll()
            return
        }
        buffer.append(UInt8(ascii: "\n"))
        endRecord()
    }

    /// Ends a record that was written as it is, with nothing to divide it from the next: for output that is no text.
    /// REQUIRES of the job: no `columns`, no `top`.
    public mutating func endRecord() {
        if let current {
            current.rows += 1
            return
        }
        rows &+= 1
        if buffer.count >= Tuning.partBufferBytes { flush() }
    }

    /// Rows that `body` writes go to the output of that name: files like `NAME-r-00000` beside the parts. REQUIRES: no
    /// unfinished row. For outputs in a directory; a job that prints has no place for them, and ends with an error.
    ///
    /// - `name`: up to 100 letters, digits, `.`, `_` and `-`; a job has at most 4096 of them in a part.
    public mutating func withOutput(_ name: String, _ body: (inout PartWriter) throws -> Void) rethrows {
        let output: NamedOutputs.Output
        do {
            output = try named.output(name)
        } catch {
            failure = failure ?? error
            return
        }
        let outer = current
        swap(&buffer, &output.buffer)
        current = output
        defer {
            swap(&buffer, &output.buffer)
            current = outer
            do { try named.flushIfLarge(output) } catch { failure = failure ?? error }
        }
        try body(&self)
    }

    /// Appends some of what another part writer wrote.
    mutating func append(piece: UnsafeRawBufferPointer) throws(ThreshError) {
        unsafe buffer.append(piece)
        if buffer.count >= Tuning.partBufferBytes { flush() }
        try check()
    }

    /// Appends some of what another part writer wrote to an output of this name.
    mutating func append(piece: UnsafeRawBufferPointer, to name: String) throws(ThreshError) {
        let output = try named.output(name)
        unsafe output.buffer.append(piece)
        try named.flushIfLarge(output)
    }

    /// Adds to the number of rows, for appended pieces.
    mutating func count(rows number: UInt64) { rows += number }
    mutating func count(rows number: UInt64, of name: String) throws(ThreshError) {
        try named.output(name).rows += number
    }

    /// The rows since the last call, those of named outputs behind their names, for a part that is never finished.
    /// Without those that are in the file already: there are none as long as rows are few.
    mutating func takeRows() -> [UInt8] {
        let rows = unsafe [UInt8](buffer.rawBuffer)
        buffer.removeAll()
        return rows + named.takeRows()
    }

    @usableFromInline
    func check() throws(ThreshError) {
        if let failure { throw failure }
        try SpillSpace.check()
        try tally.check()
    }

    /// Writes what is left. Returns what the manifest says of the part.
    consuming func finish(durable: Bool) throws(ThreshError) -> (main: PartSummary, named: [NamedPart]) {
        if let top {
            self.top = nil
            for row in top.rows {
                unsafe row.withUnsafeBytes { unsafe buffer.append($0) }
                endRow()
            }
        }
        flush()
        try check()
        if durable { try attempt { () throws(SystemError) in try file.synchronize() } }
        return (
            PartSummary(rows: rows, byteCount: byteCount, checksum: checksum.value), try named.finish(durable: durable)
        )
    }

    private mutating func flush() {
        CurrentTask.beat()
        if failure == nil {
            unsafe checksum.update(buffer.rawBuffer)
            do {
                try unsafe file.write(buffer.rawBuffer)
            } catch {
                failure = ThreshError(error)
            }
            byteCount += UInt64(buffer.count)
        }
        buffer.removeAll()
    }
}

/// Where the rows of a part go.
enum PartTarget {
    case file(String)
    /// Named outputs go to files beside the path all the same.
    case standardOutput(beside: String)
}

extension PartWriter {
    /// Writes a row with a key to put it in order by, for who reads the parts as pairs (`PairReader`): the lengths of
    /// both in four bytes each, little-endian, then the bytes as they are.
    ///
    /// REQUIRES of the job: no `columns`, no `top`.
    package mutating func writePair(_ key: ByteView, _ row: ByteView) {
        buffer.append(integer: UInt32(key.count))
        buffer.append(integer: UInt32(row.count))
        buffer.append(key)
        buffer.append(row)
        endRecord()
    }
}
