/// What a task wrote to one of the job's named outputs.
struct NamedPart: Equatable {
    let output: String
    let summary: PartSummary

    /// Throws when there are named outputs and no place for them.
    /// - Parameter top: whether only the best rows are kept.
    static func checkPlace(
        of parts: [NamedPart], in staged: OutputDirectory?, top: Bool = false
    ) throws(ThreshError) {
        guard staged == nil || top, let part = parts.first else { return }
        if top {
            throw ThreshError(
                .usage,
                "the job writes to an output of its own, \"\(part.output)\", and keeps only its best rows; it cannot do both"
            )
        }
        throw ThreshError(
            .usage, "the job writes to an output of its own, \"\(part.output)\", which needs a directory; give -o")
    }
}
