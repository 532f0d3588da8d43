import Thresh
package import ThreshLogs

/// The stretches of time between the first line and the last one.
package struct LogBuckets {
    /// More rows than this tell a person nothing: a single line with a wrong year would make millions.
    static let most = 1_000_000
    /// The same where one of them is in the year 1, or 9999.
    static let mostBesideFarDates = 10_000

    private let program: ExpressionProgram
    private let width: Int64

    /// - Parameters:
    ///   - expression: what makes a bucket's start of `time`.
    ///   - width: about how long a bucket is, in nanoseconds.
    package init(_ expression: Expression, width: Int64, context: ExpressionContext) throws {
        program = try reporting { () throws(ExpressionError) in
            try ExpressionProgram([expression], columns: [("time", .time)], context: context)
        }
        self.width = width
    }

    /// How many there are from the one that begins at `first` to that at `last`; nil when more than `limit`.
    func count(from first: Timestamp, through last: Timestamp, atMost limit: Int) -> Int? {
        var count = 1
        var start = first
        while start < last {
            guard count < limit, let next = self.next(start) else { return nil }
            start = next
            count += 1
        }
        return count
    }

    /// The start of the stretch that holds a moment.
    func start(of moment: Timestamp) -> Timestamp? {
        program.begin()
        program.setColumn(0, time: moment)
        return program.value(0).time
    }

    /// The starts from `first` to `last`; nil when they are more than `limit`.
    func starts(from first: Timestamp, through last: Timestamp, atMost limit: Int) -> [Timestamp]? {
        var starts = [first]
        while let start = starts.last, start < last {
            guard starts.count < limit, let next = self.next(start) else { return nil }
            starts.append(next)
        }
        return starts
    }

    /// Those that a change of clocks cuts are shorter, and may lie between.
    private func firstBucket(behind start: Timestamp, notAfter bucket: Timestamp) -> Timestamp {
        var bucket = bucket
        while let earlier = self.start(of: Timestamp(ticks: bucket.ticks - 1)), earlier > start, earlier < bucket {
            bucket = earlier
        }
        return bucket
    }

    /// The start of the one behind that which begins at `start`. Days are longer or shorter where clocks change.
    func next(_ start: Timestamp) -> Timestamp? {
        var moment = start
        for _ in 0..<100 {
            guard let later = moment.advanced(by: moment == start ? width : 900_000_000_000),
                let bucket = self.start(of: later)
            else { return nil }
            moment = later
            if bucket > start { return firstBucket(behind: start, notAfter: bucket) }
        }
        return nil
    }
}
