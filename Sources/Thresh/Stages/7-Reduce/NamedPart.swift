/// What a task wrote to one of the job's named outputs.
struct NamedPart: Equatable {
    let output: String
    let summary: PartSummary

    /// Throws when there are named outputs and no directory for them.
    static func checkPlace(of parts: [NamedPart], in staged: OutputDirectory?) throws(ThreshError) {
        guard staged == nil, let part = parts.first else { return }
        throw ThreshError(
            .usage, "the job writes to an output of its own, \"\(part.output)\", which needs a directory; give -o")
    }
}
