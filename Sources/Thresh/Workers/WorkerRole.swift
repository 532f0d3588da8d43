internal import Platform

/// What one process of a job does that another engine places: `worker plan`, `map`, `reduce` and `commit`.
package struct WorkerRole {
    package enum Kind {
        /// Looks at the inputs, and prints what there is to do.
        case plan
        /// Maps one task, and prints blobs; where the job has no reduce, its rows.
        case map
        /// Merges the blobs of this partition, and prints its part.
        case reduce(partition: Int)
        /// The same of partitions whose blobs come as lines, sorted by partition.
        case reduceLines
        /// Puts parts that others have written in their places, or prints the answer.
        case commit
    }

    /// What a worker is told beside the command that it works for.
    package struct Options {
        /// Where rows go instead of standard output.
        package var output: String?
        /// How many parts there must be, if that was said.
        package var partitions: Int?
        /// Where the plan is, if not on standard input.
        package var plan: String?
        /// Whether standard input has records behind the plan, instead of saying where they are.
        package var hasRecords = false
        /// Whether blobs are lines of text.
        package var isText = false
        /// Which task records are; any other than those of other workers, if it was not said.
        package var task: Int?
        /// How many tasks there were, where they were of records.
        package var tasks: Int?

        /// Commands that print a file whose name is a URI, and how many bytes it has.
        package var open: String?
        package var size: String?
        /// A command that puts a file where a URI says.
        package var put: String?

        package init() {}
    }

    package let kind: Kind
    let options: Options
    /// The plan of the others; nil in the one that makes it.
    let plan: WorkerPlan?
    let input: WorkerInput?
    /// What times that count from now count from: the same in all workers.
    package let now: Int64

    /// Begins a worker, before anything else is done: it ends when the process does that has started it, and has the plan.
    package init(_ kind: Kind, _ options: Options = Options()) throws(ThreshError) {
        CurrentProgram.dieWithParent()
        self.kind = kind
        self.options = options
        if let command = options.open { FetchedFile.begin(read: command, size: options.size) }
        if case .plan = kind {
            (plan, input) = (nil, nil)
            now = WallClock.nanoseconds
            return
        }
        let input = try WorkerInput()
        let planInput = if let path = options.plan { try WorkerInput(plan: path) } else { input }
        var plan: WorkerPlan?
        let isThere = try unsafe planInput.next { frame throws(ThreshError) in
            plan = try WorkerPlan(unsafe ByteView(frame))
        }
        guard isThere, let plan else { throw WorkerInput.wrong("no plan") }
        self.plan = plan
        self.input = input
        now = plan.now
        // Where it is not there, only names that do not begin with a slash are missing.
        try? FileSystem.changeDirectory(plan.directory)
    }

    /// Whether there is an answer at its end.
    package var isCommit: Bool { if case .commit = kind { true } else { false } }
    package var isPlan: Bool { if case .plan = kind { true } else { false } }

    /// Bytes of memory that a worker takes unless it is told: of one task of many on its machine.
    package static let memory: UInt64 = 512 << 20
}
