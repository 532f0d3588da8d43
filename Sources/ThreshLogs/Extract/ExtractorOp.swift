/// One move through a line: find where a field ends, note it, and pass what must follow it.
struct ExtractorOp: BitwiseCopyable {
    enum Find: UInt8, BitwiseCopyable {
        /// Nothing: only the literal counts.
        case here
        /// The `count`-th occurrence of the literal, which is one byte.
        case byte
        /// The literal.
        case literal
        /// The literal, or `other`, or, without one, the line's end; nothing is passed.
        case either
        /// A quote without a backslash before it.
        case quoted
        case quotedOrToken
        case width
        /// Digits, then the literal; as `literal` where there are none.
        case digits
        /// The line's end.
        case end
        case cell
        /// `count` cells, each with a separator behind it, which are passed.
        case cells
        case structuredData
        /// As `quoted`, or the line's end.
        case quotedOrCut
        /// The literal, but behind all elements of a list.
        case list
        /// The literal, no backslash before it.
        case unescaped
        /// Where a level's letters end.
        case level
        /// The literal, which may be empty, with a level of PostgreSQL's, a colon and two blanks behind it.
        case beforeLevel
        /// Where blanks end.
        case padding
        /// Where a time of the layout ends.
        case time
        /// Remember this place: steps follow that may be missing.
        case mark
    }

    /// What an op does that notes nothing and checks no more than that the bytes are there.
    enum Pass: UInt8, BitwiseCopyable { case none, byte, search, literal }

    var find: Find
    var pass = Pass.none
    var count: UInt16 = 1
    /// How far from the start the search begins.
    var skip: UInt16 = 0
    /// Whether the literal is passed; else it only ends the field.
    var passes = true
    /// Whether more blanks may follow the literal.
    var isPadded = false
    /// Whether the field may have no blank in it.
    var isWord = false
    var separator: UInt8 = 0
    /// The levels that there are.
    var levels = LevelWords.usual
    var layout = TimeLayout.epoch
    var literal = ShortBytes()
    var other = ShortBytes()
    var firstTarget: Int32 = 0
    var targetCount: Int32 = 0
    /// Where to go on, from the last mark, when this op fails; negative: the line is malformed.
    var onFailure: Int32 = -1
    /// What errors call the field.
    var name: Int32 = -1

    var simplePass: Pass {
        guard targetCount == 0, passes, !isPadded, !isWord, skip == 0, literal.count > 0 else { return .none }
        switch find {
        case .byte: return literal.count == 1 ? .byte : .none
        case .literal: return .search
        case .here: return .literal
        default: return .none
        }
    }
}
