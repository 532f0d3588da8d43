/// The partitions of a job that has its own rule for them.
final class CustomPartitions: @unchecked Sendable {
    typealias Rule = (ByteView, Int) -> Int

    let count: Int
    private let rule: Rule

    init(count: Int, rule: @escaping Rule) {
        self.count = count
        self.rule = rule
    }

    func partition(of key: ByteView) -> Int {
        let partition = rule(key, count)
        guard partition >= 0 && partition < count else {
            fatalError("partition(of:count:) answered \(partition), which is none of \(count) partitions")
        }
        return partition
    }
}
