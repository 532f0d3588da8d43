internal import Platform

/// A record of a map task that the job's code fails at.
struct BadRecord: Equatable {
    let place: Place
    let byteCount: Int
    /// Its last bytes.
    let tail: [UInt8]
    /// What the code threw, or how the worker died.
    let reason: String

    /// Where a record of a task begins: in which of its segments, and at which byte of the file.
    struct Place: Hashable, Comparable {
        let part: Int
        let offset: UInt64

        static func < (a: Place, b: Place) -> Bool { (a.part, a.offset) < (b.part, b.offset) }
    }

    init(_ item: TaskTrace.Item, part: Int, reason: String) {
        self.init(
            place: Place(part: part, offset: item.offset), byteCount: item.byteCount, tail: item.tail, reason: reason)
    }

    init(place: Place, byteCount: Int, tail: [UInt8], reason: String) {
        (self.place, self.byteCount, self.tail) = (place, byteCount, tail)
        self.reason = String(reason.prefix(BadRecord.longestReason))
    }

    private static let longestReason = 200

    /// Whether an error speaks of a record, and not of the machine or of a program beside the job.
    static func isReason(_ error: any Error) -> Bool {
        switch error {
        case let error as ThreshError: error.kind == .badData
        case is SystemError, is RetryableError: false
        default: true
        }
    }
}

/// What the driver tells the next worker of a task that was lost: a file in the working directory, since that worker may
/// have been forked long before.
struct TaskOrders {
    var skipped: Set<BadRecord.Place> = []
    /// Only look for more bad records, from here on: what the attempt emits is dropped.
    var scoutsFrom: BadRecord.Place?

    private static func path(_ task: UInt32, in directory: String) -> String {
        directory + "/" + WorkFiles.orders(task: Int(task))
    }

    init() {}

    /// Empty where there are none.
    init(ofTask task: UInt32, in directory: String) {
        for line in (FileSystem.text(TaskOrders.path(task, in: directory)) ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 3, let part = Int(words[1]), let offset = UInt64(words[2]) else { continue }
            let place = BadRecord.Place(part: part, offset: offset)
            if words[0] == "skip" { skipped.insert(place) } else { scoutsFrom = place }
        }
    }

    func write(forTask task: UInt32, in directory: String) throws(ThreshError) {
        var text = skipped.sorted().map { "skip \($0.part) \($0.offset)\n" }.joined()
        if let scoutsFrom { text += "scout \(scoutsFrom.part) \(scoutsFrom.offset)\n" }
        try attempt { () throws(SystemError) in
            try FileDescriptor.open(TaskOrders.path(task, in: directory), .create).write(text)
        }
    }
}
