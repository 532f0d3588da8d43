/// Where a field ends.
enum FieldExtent: Sendable, Hashable, Codable {
    /// Where the next step begins; at the line's end when there is none.
    case untilNext
    /// As `untilNext`, and there is no blank in it.
    case word
    /// At the next quote that no backslash escapes; the step after it is the quote.
    case quoted
    /// As `quoted` when it begins with a quote, which is then not part of it; else as `untilNext`.
    case quotedOrToken
    /// As `quoted`; where the line ends before the quote, there.
    case quotedOrCut
    /// As `word`, but elements of a list may follow, as nginx writes them of several upstreams: `a, b`, `a : b`.
    case list
    /// As `untilNext`, but at a separator that no backslash escapes.
    case unescaped
    case width(Int)
    /// A word that is a level; it ends where its letters do.
    case level(LevelWords)
    /// A CSV cell: in quotes, where two stand for one, or up to the separator.
    case cell(separator: UInt8)
    /// RFC 5424's: `-`, or groups in brackets, whose values are in quotes.
    case structuredData
}
