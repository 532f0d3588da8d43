/// A record of a job's input, kept for a check.
public struct CheckedRecord: Sendable, Equatable, CustomStringConvertible {
    /// What the user calls the file.
    public let path: String
    /// Where the record begins in it, as `Record.offset` says.
    public let offset: UInt64
    /// The record without its line end.
    public let bytes: [UInt8]
    let file: Int
    let input: Int

    private static let longestShown = 200

    /// `access.log at byte 120: the record`
    public var description: String {
        let shown = VisibleText.of(bytes.prefix(CheckedRecord.longestShown))
        let rest = bytes.count - CheckedRecord.longestShown
        return "\(path) at byte \(offset): \(shown)" + (rest > 0 ? " … (\(HumanUnits.count(rest)) bytes more)" : "")
    }

    /// Calls `body` with a block that holds nothing but the record.
    func withBlock(_ body: (RecordBlock) throws -> Void) throws {
        let padded = bytes + [UInt8(ascii: "\n")] + [UInt8](repeating: 0, count: Tuning.readPadding)
        var position: UInt64 = 0
        try unsafe padded.withUnsafeBytes { memory in
            let line = unsafe ByteView(UnsafeRawBufferPointer(rebasing: memory[...bytes.count]))
            // Whatever divides the job's records, this is one.
            try unsafe [RecordRange(0..<bytes.count)].withUnsafeBufferPointer { ranges in
                try unsafe body(
                    RecordBlock(
                        bytes: line, ranges: ranges, format: .lines, offset: offset, file: file, input: input,
                        position: &position))
            }
        }
    }
}
