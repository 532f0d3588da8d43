/// What a partial is of: runs of two partials may be reduced together where these agree.
struct PartialHeader: Equatable {
    var question: PartialQuestion
    /// What the job knows of its inputs beside their records, in bytes of its own.
    var survey: [UInt8]
    var shard: Shard
    /// Bytes of input that a map task has at most.
    var chunkSize: UInt64
    var partitions: Partitions
    /// All inputs of the job, of all shards.
    var inputs: [InputIdentity]
    /// Which of these have no record, as a table that has names alone: in another partial one may have grown.
    var emptyInputs: Set<Int> = []

    enum Partitions: Equatable {
        case hash(Int)
        case range([[UInt8]])
        case custom(Int)

        init(_ partitioner: Partitioner) {
            switch partitioner {
            case .hash(let count): self = .hash(count)
            case .range(let bounds): self = .range(bounds.keys)
            case .custom(let partitions): self = .custom(partitions.count)
            }
        }

        var count: Int {
            switch self {
            case .hash(let count), .custom(let count): count
            case .range(let bounds): bounds.count + 1
            }
        }
    }
}

/// What is asked, by whom.
package struct PartialQuestion: Equatable, Sendable {
    /// The program, as messages name it.
    package var program: String
    /// What bytes of keys and values mean: a format with its version, or the build of the program.
    package var values: String
    package var name: String
    /// The words that say what is asked, without inputs and without what the answer does not depend on.
    package var words: [String]
    /// The words of the command that answers it, inputs among them.
    package var command: [String]

    package init(program: String, values: String, name: String, words: [String], command: [String]) {
        (self.program, self.values, self.name) = (program, values, name)
        (self.words, self.command) = (words, command)
    }
}

/// A share of a job's inputs: the `number`th, counted from 1, of `count`.
package struct Shard: Equatable, Sendable {
    package var number: Int
    package var count: Int
    package static let whole = Shard(number: 1, count: 1)

    package init(number: Int, count: Int) { (self.number, self.count) = (number, count) }

    /// Which tasks are its: those whose middle is in its share of the bytes. So each is in one shard, and shards are
    /// about equal, whoever plans them.
    func tasks(of chunks: ChunkPlan) -> [Range<Int>] {
        let sizes = chunks.tasks.map { task in
            task.reduce(UInt64(0)) { $0 + chunks.segments[$1].end - chunks.segments[$1].start }
        }
        let total = sizes.reduce(0, +)
        var before: UInt64 = 0
        return zip(chunks.tasks, sizes).compactMap { task, size in
            defer { before += size }
            // Parts of the whole, in 128 bits: the product may be larger than an integer.
            let middle = (before + size / 2).multipliedFullWidth(by: UInt64(count))
            let share = total == 0 ? 0 : Int(total.dividingFullWidth(middle).quotient)
            return min(share, count - 1) == number - 1 ? task : nil
        }
    }
}
