/// One half of a job: the map half makes a partial, the reduce half makes the output of any set of them.
package struct PartialOptions {
    package enum Half {
        /// Maps a share of the inputs into a new directory; there is no output.
        case map(directory: String, shard: Shard)
        /// Both, with a partial between that is gone when the output is complete.
        case both
        /// Maps what is new since the last time into a directory that stays, and reduces all that is there.
        case state(String)
        /// Reduces these partials.
        case reduce([String])
        /// A share of either, in a process that another engine places.
        case worker(WorkerRole)
    }

    package var half: Half
    package var question: PartialQuestion
    /// Goes on with what an earlier run of the same command left.
    package var resumes = false
    /// What a person types to go on.
    package var resumeCommand = ""
    /// Whether partials of different inputs may be merged.
    package var takesOtherInputs = false
    /// What the job knows of its inputs once it is prepared; and takes instead of looking at them, of each partial with
    /// its directory. What becomes of each is returned.
    package var survey: (() throws -> [UInt8])?
    /// Whether there is nothing to be counted in a file, of which the job has seen all then.
    package var isEmpty: ((_ file: Int) -> Bool)?
    package var adopt: (([(path: String, survey: [UInt8])]) throws -> [PartialChange])?

    /// With a state: leaves out what is of files that are not there any more.
    package var forgetsMissing = false
    /// With a state: compares what the job knows of its inputs with what it knew of earlier ones, and returns what is known
    /// of all, and what becomes of what is kept. `areAllThere`: whether it knows all of those.
    package var reconcile:
        ((_ path: String, _ earlier: [UInt8]?, _ areAllThere: Bool) throws -> (survey: [UInt8], rewrite: PairRewrite?))?
    /// With a state: how the records of a file are read, in words; these must not change while it grows.
    package var reading: ((_ file: Int) throws -> String)?
    /// Whether records that were read in one way go on with those that are read in another, none having been rejected.
    package var goesOn: ((_ earlier: String, _ now: String) -> Bool)?

    package var isMapHalf: Bool { if case .map = half { true } else { false } }
    /// Whether all who have a share of it were told the same moment to be now.
    package var isPlaced: Bool { if case .worker = half { true } else { false } }
    /// Whether this is one of those that map, and has to read as it was found that files are written.
    package var isPlacedMap: Bool { if case .worker(let role) = half, case .map = role.kind { true } else { false } }
    package var isReduceHalf: Bool { if case .reduce = half { true } else { false } }

    package init(_ half: Half, _ question: PartialQuestion) {
        self.half = half
        self.question = question
    }
}
