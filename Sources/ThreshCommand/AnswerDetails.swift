public import Thresh

/// What is known of an answer beside its rows, for a page or a database. A command fills it in while its job runs; it is
/// read when the rows are written.
public final class AnswerDetails {
    /// The question in words; by default the command's name.
    public var title: String?
    /// When the columns are known only once the job has seen its input.
    public var columns: [Column]?
    /// The columns that say what a row is about, a time before others; by default those before the first number, and one
    /// at least.
    public var labels: [Int]?
    /// The columns of numbers that are drawn; by default the first ones that are no labels.
    public var drawn: [Int]?
    /// Columns whose values of different rows may be added up, as counts: they are stacked in charts.
    public var additive: Set<Int> = []
    /// What became of the records that were read, in the order in which it is told.
    public var counts: [(name: String, count: Int)] = []
    /// Sentences below the counts, such as rejected lines with their places.
    public var remarks: [String] = []

    public init() {}
}
