import Thresh
import ThreshLogs

/// Values that were to be used as numbers and are none.
struct UnreadableValues {
    /// How many values there were, those that are numbers too.
    var values = 0
    private(set) var count = 0
    /// The first one, and the address of its line, which lasts as long as the block does.
    private(set) var first: (text: [UInt8], line: UInt)?

    private static let longestText = 64

    mutating func add(_ text: ByteView, of line: LogLine) {
        values += 1
        count += 1
        if first != nil { return }
        let address = unsafe UInt(bitPattern: line.fields.line.rawBuffer.baseAddress!)
        first = (Array(text.slice(0, min(text.count, UnreadableValues.longestText))), address)
    }
}
