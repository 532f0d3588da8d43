import Thresh

/// What a step of a funnel amounts to. The input is the time from the step before, in nanoseconds; nil for the first step.
struct FunnelTotals: DefaultAggregate {
    private(set) var reached = 0
    private var times = Quantiles<Int>()

    mutating func add(_ input: Int?) {
        reached += 1
        if let input { times.add(input) }
    }

    mutating func merge(_ other: FunnelTotals) {
        reached += other.reached
        times.merge(other.times)
    }

    var result: (reached: Int, median: Int?) {
        // Of dates that stand for always the time between them is none.
        (reached, times.result.quantile(0.5).flatMap { $0 == .max ? nil : $0 })
    }
    var heapBytes: Int { times.heapBytes }

    func encode(into bytes: inout ByteBuffer) {
        bytes.append(varint: reached)
        times.encode(into: &bytes)
    }

    init() {}

    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let reached = reader.readCount(),
            let times = Quantiles<Int>(decoding: bytes.slice(bytes.count - reader.remaining, bytes.count))
        else { return nil }
        self.reached = reached
        self.times = times
    }
}
