/// A key of a job: it has an encoding whose order, byte by byte, is the order of the keys. Hashing, sorting, merging and
/// grouping then know only bytes.
///
/// Keys are all integers, `Double`, `Float`, `Bool`, `String` and `Bytes` (both in the order of their bytes; where input
/// may be other than UTF-8, `Bytes` gives back what was there, and `String` has U+FFFD in its place),
/// `Timestamp`, and of keys `Optional` (nil first), `Array`, `Pair`, `Triple` and `Descending`. An enum with raw values,
/// or one that is `CaseIterable`, needs no more than the name of the protocol. Any other type encodes its parts in turn:
///
///     struct Visit: JobKey {
///         var day: Int32
///         var page: String
///
///         func encodePart(into key: inout ByteBuffer) {
///             day.encodePart(into: &key)
///             page.encodePart(into: &key)
///         }
///
///         init(decodingPart reader: inout KeyReader) {
///             day = Int32(decodingPart: &reader)
///             page = String(decodingPart: &reader)
///         }
///     }
///
/// Docs/Formats.md has the encodings.
public protocol JobKey: JobValue {
    /// Appends an encoding that ends by itself, so that another part can follow.
    func encodePart(into key: inout ByteBuffer)
    /// Takes off what `encodePart` appended.
    init(decodingPart reader: inout KeyReader)
}

extension JobKey {
    /// Appends the key as a whole, or as the last part of one: it ends where the bytes end.
    @inlinable public func encode(into bytes: inout ByteBuffer) { encodePart(into: &bytes) }

    @inlinable public init(decoding bytes: ByteView) {
        var reader = KeyReader(bytes)
        self.init(decodingPart: &reader)
    }
}

/// A key that is its own bytes: views of the input can be emitted as they are.
public protocol TextKey: JobKey {}
