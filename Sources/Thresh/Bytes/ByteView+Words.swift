public import CThresh

extension ByteView {
    /// Calls `body` with each longest run of bytes that are not ASCII white space (space, TAB, LF, VT, FF, CR).
    ///
    /// - Complexity: O(count): sixty-four bytes are classified at a time.
    @inlinable @inline(__always)
    public func forEachWord(_ body: (ByteView) throws -> Void) rethrows {
        var start = 0
        var position = 0
        while position <= count {
            let left = count &- position
            // SAFETY: so many bytes from `position` lie within the view. Its end ends a word as a space does.
            var spaces =
                unsafe left >= 64
                ? thresh_whitespace_mask(base + position) : thresh_whitespace_mask_of(base + position, left) | 1 << left
            while spaces != 0 {
                let end = position &+ spaces.trailingZeroBitCount
                if end > start { try unsafe body(ByteView(unsafeStart: base + start, count: end &- start)) }
                start = end &+ 1
                spaces &= spaces &- 1
            }
            position &+= 64
        }
    }
}
