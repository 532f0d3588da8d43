/// How pairs that a job has kept become those that it would have kept of all of its inputs, where keys and values depend on
/// what these are.
package struct PairRewrite {
    package typealias Change = (ByteView, inout ByteBuffer) throws(ThreshError) -> Void

    /// Appends the key that is meant by one.
    let key: Change
    /// The same of a value; nil where these stay as they are.
    let value: Change?

    package init(key: @escaping Change, value: Change?) {
        self.key = key
        self.value = value
    }
}

/// What becomes of a partial that is reduced together with others.
package struct PartialChange {
    /// nil where its pairs stay as they are.
    package var rewrite: PairRewrite?
    /// What kinds of its notes are called among those of all.
    package var kinds: [NoteKind: NoteKind] = [:]

    package init() {}
}
