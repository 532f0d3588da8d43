extension Flow where Element == ByteView {
    /// The words of each line, divided by ASCII white space.
    @inlinable
    public func words() -> Flow<ByteView> {
        var next: [FlowBranch<ByteView>] = []
        for branch in branches {
            let forEach = branch.forEach
            if branch.isLines {
                // White space divides words within lines and between them, so lines need not be told apart.
                next.append(
                    FlowBranch<ByteView>(branch.source) { block, body in
                        try block.bytes.forEachWord { try body($0) }
                    })
            } else {
                next.append(
                    FlowBranch<ByteView>(branch.source) { block, body in
                        try forEach(block) { line in try line.forEachWord { try body($0) } }
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
        return expanded { line, emit in
            if let field = line.field(index, separator: separator) { try emit(field) }
        }
    }
}
