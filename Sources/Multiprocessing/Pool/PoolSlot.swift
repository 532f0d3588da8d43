/// A task that is with the workers: some items of a job.
struct PoolSlot {
    struct Item {
        let index: Int
        let bytes: [UInt8]
        /// Of workers that were at it.
        var deaths = 0
    }

    let job: PoolJob
    var items: [Item]
    var ticket: TaskTicket
    /// Its message is in the queue, or was.
    var isSent = false

    /// The items as a worker reads them.
    var arguments: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(items.reduce(0) { $0 + $1.bytes.count + 8 })
        for item in items { PoolMessage.append(item: item.bytes, to: &bytes) }
        return bytes
    }
}
