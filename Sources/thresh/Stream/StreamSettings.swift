import Thresh

/// What the commands of a stream job are, and how their text is read.
struct StreamSettings {
    enum Role: String {
        case map, combine, reduce
    }

    var map: String
    var combine: String?
    /// nil: what `map` prints is the output.
    var reduce: String?
    /// Ends each field of the key in what `map` and `combine` print.
    var separator = UInt8(ascii: "\t")
    /// How many fields the key has.
    var keyFields = 1
    /// Bytes of pairs that are sorted for `combine` at a time.
    var combineBytes = mostCombineBytes
    /// Bytes of the longest line that a command may print.
    var largestRecord = 64 << 20
    /// Where the commands run; nil: where this process does.
    var directory: String?
    /// Variables for every command.
    var environment: [String: String] = [:]
    /// Whether what commands report as their status is told.
    var showsStatus = false

    /// About what a map task of the default size prints: more would seldom be combined further.
    static let mostCombineBytes = 64 << 20

    /// Where the separator is that ends a line's key; nil when all of it is the key.
    @inline(__always)
    func keyEnd(in line: ByteView) -> Int? {
        var end = line.firstIndex(of: separator)
        for _ in 1..<keyFields {
            guard let last = end else { return nil }
            end = line.firstIndex(of: separator, from: last + 1)
        }
        return end
    }

    /// Calls `body` with the key and the value of each line. REQUIRES: every line ends with LF.
    func forEachPair(in lines: ByteView, _ body: (ByteView, ByteView) throws -> Void) rethrows {
        var start = 0
        while start < lines.count {
            let end = lines.firstIndex(of: UInt8(ascii: "\n"), from: start)!
            let line = lines.slice(start, end)
            if let keyEnd = keyEnd(in: line) {
                try body(line.slice(0, keyEnd), line.slice(keyEnd + 1, line.count))
            } else {
                try body(line, line.slice(0, 0))
            }
            start = end + 1
        }
    }
}
