/// The items of a map, one after another.
@usableFromInline protocol PoolItems<Item> {
    associatedtype Item
    /// nil at the end.
    mutating func next() -> Item?
    /// Why there are no more.
    var failure: RemoteError? { get }
}

/// Those of a sequence.
@frozen @usableFromInline struct SequenceItems<Iterator: IteratorProtocol>: PoolItems {
    @usableFromInline var iterator: Iterator

    @inlinable init(_ iterator: Iterator) { self.iterator = iterator }

    @inlinable mutating func next() -> Iterator.Element? { iterator.next() }

    @inlinable var failure: RemoteError? { nil }
}

/// Those that a closure gives, which may throw.
struct ThrowingItems<Item>: PoolItems {
    let body: () throws -> Item?
    private(set) var failure: RemoteError?

    init(_ body: @escaping () throws -> Item?) { self.body = body }

    mutating func next() -> Item? {
        do {
            return try body()
        } catch {
            failure = RemoteError(error)
            return nil
        }
    }
}

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
