/// Where a field is in a line.
enum FieldSource: Sendable, Hashable {
    /// A field step of the format's layout, counted over all its variants.
    case step(Int)
    /// A JSON path, or the key of a logfmt pair or a journal entry.
    case key(String)
    /// A field of the wrapper's format, or of the message's in it.
    case outer(String)
    case inner(String)
    /// A named group of a pattern.
    case group(Int)
    /// The format's `joinedTime`.
    case joined
}
