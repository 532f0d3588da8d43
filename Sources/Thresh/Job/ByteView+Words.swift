public import CThresh

extension ByteView {
    /// Calls `body` with each longest run of bytes that are not ASCII white space (space, TAB, LF, VT, FF, CR).
    ///
    /// - Complexity: O(count): sixty-four bytes are classified at a time.
    @inlinable @inline(__always)
    public func forEachWord(_ body: (ByteView) throws -> Void) rethrows {
        var start = 0
        var position = 0
        while position + 64 <= count {
            // SAFETY: 64 bytes from `position` lie within the view.
            var spaces = unsafe thresh_whitespace_mask(base + position)
            while spaces != 0 {
                let end = position &+ spaces.trailingZeroBitCount
                if end > start { try unsafe body(ByteView(unsafeStart: base + start, count: end &- start)) }
                start = end &+ 1
                spaces &= spaces &- 1
            }
            position &+= 64
        }
        while position < count {
            let byte = unsafe base[position]
            if byte == 32 || byte &- 9 < 5 {
                if position > start { try unsafe body(ByteView(unsafeStart: base + start, count: position - start)) }
                start = position + 1
            }
            position += 1
        }
        if count > start { try unsafe body(ByteView(unsafeStart: base + start, count: count - start)) }
    }
}
