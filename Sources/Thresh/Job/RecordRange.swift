/// A record's place in a block. Blocks are smaller than 4 GiB.
@usableFromInline struct RecordRange {
    /// Where the record begins.
    @usableFromInline var begin: UInt32
    /// Where its content begins: behind a header, in a format that has them.
    @usableFromInline var start: UInt32
    @usableFromInline let count: UInt32

    init(_ content: Range<Int>) {
        start = UInt32(content.lowerBound)
        begin = start
        count = UInt32(content.count)
    }

    init(begin: Int, _ content: Range<Int>) {
        self.init(content)
        self.begin = UInt32(begin)
    }

    mutating func move(by distance: Int) {
        begin = UInt32(Int(begin) + distance)
        start = UInt32(Int(start) + distance)
    }
}
