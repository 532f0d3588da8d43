import Platform
import Thresh

/// Something that lines come from.
class FollowedSource {
    /// What the user calls it.
    let name: String
    /// Its index among the readers, once its format is known.
    var reader: Int?
    /// Whether the reader is that of lines before, which a `#Fields:` line may end.
    var isReaderInherited = false
    /// Whether `#Fields:` lines name its columns, each for the lines behind it.
    var namesColumns = false
    /// When its first line was seen of which the format is not known.
    var firstSeen: Instant?
    /// Where the first line begins that was not taken yet.
    fileprivate(set) var offset: UInt64

    init(name: String, offset: UInt64 = 0) {
        self.name = name
        self.offset = offset
    }

    func advance(by count: Int) { offset += UInt64(count) }

    /// The source was emptied.
    func rewind() { offset = 0 }

    /// The number of the line that begins at an offset before what was taken last; nil when it cannot be told any more.
    func lineNumber(at offset: UInt64) -> Int? { nil }
}
