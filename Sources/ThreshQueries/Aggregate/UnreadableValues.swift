package import Thresh
import ThreshLogs

/// Values of an aggregate's argument that were to be used as numbers and are none.
struct UnreadableValues {
    /// How many values there were, those that are numbers too.
    var values = 0
    private(set) var count = 0
    /// The first one, and the address of its line, which lasts as long as the block does.
    private var first: (text: [UInt8], line: UInt)?

    private static let longestText = 64

    /// The text of the first one.
    var example: [UInt8]? { first?.text }

    mutating func add(_ text: ByteView, of line: LogLine) {
        values += 1
        count += 1
        if first != nil { return }
        let address = unsafe UInt(bitPattern: line.fields.line.rawBuffer.baseAddress!)
        first = (Array(text.slice(0, min(text.count, UnreadableValues.longestText))), address)
    }

    /// Where the line of the first one begins in the block that was read last.
    fileprivate func offset(in block: RecordBlock) -> UInt64 {
        let start = unsafe UInt(bitPattern: block.bytes.rawBuffer.baseAddress!)
        // Of a line that is wrapped in another, the inner one may have been copied.
        guard let line = first?.line, line >= start, line < start + UInt(block.bytes.count) else { return block.offset }
        return block.offset + UInt64(line - start)
    }
}

extension NoteKind {
    /// Values that an output of a question could not use: the first ones are told, each as it is written.
    package static func unreadable(_ output: String) -> NoteKind { NoteKind("no numbers for \(output)") }
    /// All values that it had.
    package static func values(_ output: String) -> NoteKind { NoteKind("values for \(output)") }
}

extension CountingOutput where Self: ~Copyable {
    /// Notes what an output of a question could not use in a block, and how much it had.
    func add(_ unreadable: UnreadableValues, for output: String, in block: RecordBlock) {
        if unreadable.values > 0 { note(.values(output), count: unreadable.values) }
        guard unreadable.count > 0, let example = unreadable.example else { return }
        let text = String(decoding: example, as: UTF8.self)
        let note = RecordNote(file: block.file, offset: unreadable.offset(in: block), column: 1, text: text)
        self.note(.unreadable(output), count: unreadable.count, examples: [note])
    }
}
