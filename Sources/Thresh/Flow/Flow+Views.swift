extension Flow where Element == ByteView {
    /// The words of each line, divided by ASCII white space.
    @inlinable
    public func words() -> Flow<ByteView> {
        var next: [FlowBranch<ByteView>] = []
        for branch in branches {
            let forEach = branch.forEachView
            if branch.content == .lines {
                // White space divides words within lines and between them, so lines need not be told apart.
                next.append(
                    FlowBranch(branch.source, .words) { block, body in
                        try block.bytes.forEachWord { try body($0) }
                    })
            } else {
                next.append(
                    FlowBranch(branch.source) { block, body in
                        try forEach(block) { view in try view.forEachWord { try body($0) } }
                    })
            }
        }
        return Flow<ByteView>(next, options)
    }

    /// Field `index` (0-based) of those that `separator` divides each line into, of the lines that have so many. The
    /// separator is an ASCII character.
    ///
    ///     lines(of: "access.log").field(8, separator: " ").counted()
    @inlinable
    public func field(_ index: Int, separator: Unicode.Scalar) -> Flow<ByteView> {
        let separator = UInt8(ascii: separator)
        var next: [FlowBranch<ByteView>] = []
        for branch in branches {
            let forEach = branch.forEachView
            next.append(
                FlowBranch(branch.source) { block, body in
                    try forEach(block) { if let field = $0.field(index, separator: separator) { try body(field) } }
                })
        }
        return Flow<ByteView>(next, options)
    }
}
