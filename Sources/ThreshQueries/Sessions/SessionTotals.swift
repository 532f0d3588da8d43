import Thresh

/// What sessions amount to. Of a session: how many lines it has, how long it took, and whether it is the first of its key.
struct SessionTotals: DefaultAggregate {
    struct Input {
        let lines: Int
        let nanoseconds: Int
        let isFirst: Bool
    }

    private(set) var sessions = 0
    private(set) var clients = 0
    /// Sessions of one line.
    private(set) var bounces = 0
    private(set) var lines = 0
    /// The sum of the durations: so many seconds, and nanoseconds, which are below a second for each.
    private var seconds = 0
    private var nanoseconds = 0
    private var durations = Quantiles<Int>()

    mutating func add(_ input: Input) {
        sessions += 1
        clients += input.isFirst ? 1 : 0
        bounces += input.lines == 1 ? 1 : 0
        lines += input.lines
        let (whole, rest) = input.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        seconds += whole
        nanoseconds += rest
        durations.add(input.nanoseconds)
    }

    mutating func merge(_ other: SessionTotals) {
        sessions += other.sessions
        clients += other.clients
        bounces += other.bounces
        lines += other.lines
        seconds += other.seconds
        nanoseconds += other.nanoseconds
        durations.merge(other.durations)
    }

    var result: SessionTotals { self }

    /// In seconds. REQUIRES: there is a session.
    var meanDuration: Double { (Double(seconds) + Double(nanoseconds) / 1e9) / Double(sessions) }
    var durationRanks: RankedValues<Int> { durations.result }

    var heapBytes: Int { durations.heapBytes }

    func encode(into bytes: inout ByteBuffer) {
        for number in [sessions, clients, bounces, lines, seconds, nanoseconds] { bytes.append(varint: number) }
        durations.encode(into: &bytes)
    }

    init() {}

    init?(decoding bytes: ByteView) {
        var reader = ByteReader(bytes)
        guard let sessions = reader.readCount(), let clients = reader.readCount(), let bounces = reader.readCount(),
            let lines = reader.readCount(), let seconds = reader.readCount(), let nanoseconds = reader.readCount(),
            let durations = Quantiles<Int>(decoding: bytes.slice(bytes.count - reader.remaining, bytes.count))
        else { return nil }
        self.sessions = sessions
        self.clients = clients
        self.bounces = bounces
        self.lines = lines
        self.seconds = seconds
        self.nanoseconds = nanoseconds
        self.durations = durations
    }
}
