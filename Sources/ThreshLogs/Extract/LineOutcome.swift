/// What became of a line.
public enum LineOutcome: Sendable {
    /// Its fields were found.
    case fields
    /// It is none of the log's records: empty, a comment, or the names of the columns.
    case skipped
    /// `FieldExtractor.fault(in:)` says why.
    case malformed
}
