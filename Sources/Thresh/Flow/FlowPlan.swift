/// The branches of a flow with their inputs resolved: what a job of a stage needs to know which branch a block belongs to.
@usableFromInline struct FlowPlan {
    /// The branch of each of the job's inputs.
    @usableFromInline let branchOfInput: [Int]
    @usableFromInline let options: JobOptions
    @usableFromInline let format: RecordFormat

    /// As `options`; inline where all that is read is in memory, and forking would cost more than the work.
    @usableFromInline let optionsForFewRows: JobOptions

    /// Runs the stages before this one.
    @usableFromInline
    init(_ sources: [FlowSource], _ options: JobOptions) throws {
        format = try FlowPlan.format(of: sources)
        var options = options
        options.inputs = []
        options.plainInputs = []
        var branchOfInput: [Int] = []
        for (branch, source) in sources.enumerated() {
            let inputs = try source.inputs(options)
            if !source.isOfFiles {
                options.plainInputs.formUnion(options.inputs.count..<options.inputs.count + inputs.count)
            }
            options.inputs += inputs
            branchOfInput += Array(repeating: branch, count: inputs.count)
        }
        self.branchOfInput = branchOfInput
        self.options = options
        options.runsInline = options.runsInline || sources.allSatisfy(\.isInMemory)
        optionsForFewRows = options
    }

    private static func format(of sources: [FlowSource]) throws(ThreshError) -> RecordFormat {
        guard let first = sources.first else { return .lines }
        for source in sources where "\(source.format)" != "\(first.format)" {
            throw ThreshError(
                .usage,
                """
                a stage reads records of one form, not \(first.format) beside \(source.format); call cached() on one of the \
                flows before they are put together
                """)
        }
        return first.format
    }
}
