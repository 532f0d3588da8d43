/// A merging job whose rows are encoded pairs of key and aggregate instead of what its `reduce` writes.
@usableFromInline struct EncodedMerging<Base: MergingJob>: MergingJob {
    @usableFromInline typealias Key = Base.Key
    @usableFromInline typealias Combine = Base.Combine

    @usableFromInline var base: Base
    @usableFromInline let scratch = Box(ByteBuffer())

    @inlinable init(_ base: Base) { self.base = base }

    @inlinable var empty: Combine { base.empty }
    @usableFromInline var columns: [Column]? { nil }
    @usableFromInline var order: KeyOrder { base.order }
    @usableFromInline func records(ofFile file: Int) -> RecordFormat { base.records(ofFile: file) }

    @inlinable mutating func prepare(files: [JobInput]) throws { try base.prepare(files: files) }
    @inlinable mutating func beginTask() throws { try base.beginTask() }
    @inlinable mutating func map(_ record: Record, into output: inout Merged<Key, Combine>) throws {
        try base.map(record, into: &output)
    }
    @inlinable mutating func map(_ block: RecordBlock, into output: inout Merged<Key, Combine>) throws {
        try base.map(block, into: &output)
    }
    @inlinable mutating func endTask(into output: inout Merged<Key, Combine>) throws {
        try base.endTask(into: &output)
    }
    @inlinable func partition(of key: Key, count: Int) -> Int { base.partition(of: key, count: count) }

    @inlinable mutating func reduce(_ key: Key, _ total: Combine, into part: inout PartWriter) {}

    @inlinable mutating func reduce(_ key: ByteView, _ total: Combine, into part: inout PartWriter) {
        scratch.value.removeAll()
        total.encode(into: &scratch.value)
        unsafe part.writeEncoded(key, ByteView(scratch.value.rawBuffer))
    }
}
