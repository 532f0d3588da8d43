/// A piece of a line's layout.
indirect enum FormatStep: Sendable, Hashable {
    /// Bytes that every line has here.
    case literal([UInt8])
    /// One blank or more.
    case blanks
    /// A field, by its number among the field steps of the format.
    case field(FieldStep)
    /// Steps that a line may lack, all of them. When they begin with a literal, they are there where it is.
    case optional([FormatStep])
}

struct FieldStep: Sendable, Hashable {
    let number: Int
    let extent: FieldExtent
    let type: FieldType
    /// What errors call it.
    let name: String
}

/// Where a field ends.
enum FieldExtent: Sendable, Hashable {
    /// Where the next step begins; at the line's end when there is none.
    case untilNext
    /// As `untilNext`, and there is no blank in it.
    case word
    /// At the next quote that no backslash escapes; the step after it is the quote.
    case quoted
    /// As `quoted` when it begins with a quote, which is then not part of it; else as `untilNext`.
    case quotedOrToken
    case width(Int)
    /// A CSV cell: in quotes, where two stand for one, or up to the separator.
    case cell(separator: UInt8)
    /// RFC 5424's: `-`, or groups in brackets, whose values are in quotes.
    case structuredData
}
