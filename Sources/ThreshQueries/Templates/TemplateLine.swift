import Thresh

/// A line as the totals of its message see it.
struct TemplateLine: ~Escapable {
    /// In ticks, where the line has a time.
    let time: Int64?
    let isAfter: Bool
    /// Empty when no example is wanted.
    let line: ByteView

    @_lifetime(copy line)
    init(_ line: ByteView, time: Int64?, isAfter: Bool) {
        self.line = line
        self.time = time
        self.isAfter = isAfter
    }
}
