/// What the records of a format begin with that may be several lines: a line that begins otherwise belongs to the record
/// before it.
enum RecordStart: Sendable, Hashable {
    /// The first field, which is a time or is behind brackets.
    case time
    /// These bytes.
    case literal([UInt8])
    /// What this PCRE2 pattern finds at the line's start.
    case pattern(String)
}
