internal import CXXHash

/// XXH3-64: the same on every machine and in every version.
@usableFromInline
func stableHash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    unsafe XXH3_64bits_withSeed(bytes.baseAddress, bytes.count, seed)
}

/// Rows of encoded pairs as the elements of a flow.
@usableFromInline final class RowScratch {
    @exclusivity(unchecked) @usableFromInline var key = ByteBuffer()
    @exclusivity(unchecked) @usableFromInline var value = ByteBuffer()

    @usableFromInline init() {}

    /// Calls `body` with the key and the value of each row of the block.
    @inlinable
    func forEachPair(of block: RecordBlock, _ body: (ByteView, ByteView) throws -> Void) throws {
        try block.forEachRecord { record in
            let row = record.rawLine
            guard let tab = row.firstIndex(of: UInt8(ascii: "\t")) else { return }
            unsafe key.removeAll()
            unsafe key.append(unescaping: row.slice(0, tab))
            unsafe value.removeAll()
            unsafe value.append(unescaping: row.slice(tab + 1, row.count))
            try unsafe body(ByteView(key.rawBuffer), ByteView(value.rawBuffer))
        }
    }
}

extension Flow where Element: JobValue {
    /// The values of a dataset's pairs.
    @inlinable
    init(rows source: FlowSource, _ options: JobOptions) {
        let scratch = RowScratch()
        let branch = FlowBranch<Element>(source) { block, body in
            try scratch.forEachPair(of: block) { _, value in try body(Element(decoding: value)) }
        }
        self.init([branch], options)
    }
}
