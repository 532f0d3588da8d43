/// The partitions of a job that has its own rule for them.
final class CustomPartitions: @unchecked Sendable {
    typealias Rule = (ByteView, Int) -> Int

    let count: Int
    private let rule: Rule
    /// The first answer that was out of range.
    private var failure: ThreshError?

    init(count: Int, rule: @escaping Rule) {
        self.count = count
        self.rule = rule
    }

    func partition(of key: ByteView) -> Int {
        let partition = rule(key, count)
        guard partition >= 0 && partition < count else {
            // Keys are put in order where nothing can be thrown.
            failure =
                failure
                ?? ThreshError(
                    .software,
                    "partition(of:count:) answered \(partition), which is none of \(count) partitions, 0 to \(count - 1)"
                )
            return 0
        }
        return partition
    }

    func check() throws(ThreshError) { if let failure { throw failure } }
}
