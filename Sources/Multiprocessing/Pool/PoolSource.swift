/// Where the items of a job come from: appends the next ones to a chunk, at most so many of them and so many bytes, but
/// at least one if there is one.
@usableFromInline typealias PoolSource = (_ chunk: inout PoolChunk, _ count: Int, _ bytes: Int) -> PoolSourceEnd

/// Why a source stopped.
@usableFromInline enum PoolSourceEnd {
    /// It may have more.
    case full
    case end
    /// The next item cannot be turned into bytes. There may be more behind it.
    case failed(MessageCodingError)
    /// The sequence itself threw where the next item would have been, and there is nothing behind that.
    case threw(RemoteError)
}
