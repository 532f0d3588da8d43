internal import Platform

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
    func withBlock(_ format: RecordFormat, _ body: (RecordBlock) throws -> Void) throws {
        let padded = bytes + [format.delimiter ?? 10] + [UInt8](repeating: 0, count: Tuning.readPadding)
        // Where no byte ends records, the block says where they are.
        let ranges = format.delimiter == nil ? [RecordRange(0..<bytes.count)] : []
        let length = bytes.count + (format.delimiter == nil ? 0 : 1)
        var position: UInt64 = 0
        try unsafe padded.withUnsafeBytes { memory in
            let content = unsafe ByteView(UnsafeRawBufferPointer(rebasing: memory[..<length]))
            try unsafe ranges.withUnsafeBufferPointer { ranges in
                try unsafe body(
                    RecordBlock(
                        bytes: content, ranges: ranges.isEmpty ? nil : ranges, format: format, offset: offset,
                        file: file, input: input, position: &position))
            }
        }
    }
}
