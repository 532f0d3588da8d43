internal import Platform

/// What travels between a pool and the process that has its workers: one message of the socket each, with a file where
/// the payload is large. Integers are 8 bytes, little endian.
///
///     message = kind, id, deaths, retired, workers, nanoseconds of an item, 1: in a file | 0, payload
///     kind    = to the host:   task, cancel, insight, finish, end
///               from the host: outcomes, insight, event, broken
struct HostMessage {
    enum Kind: UInt8 { case task = 1, cancel, insight, finish, outcomes, event, broken }

    var kind: Kind
    var id: UInt64 = 0
    var deaths = 0
    var retired = 0
    var workers = 0
    var itemNanoseconds = 0
    var payload: [UInt8] = []

    private static let headerBytes = 42
    private static let largestInline = MessageSocket.largestMessage - headerBytes

    init(_ kind: Kind, id: UInt64 = 0, payload: [UInt8] = []) {
        self.kind = kind
        self.id = id
        self.payload = payload
    }

    init?(_ bytes: [UInt8], _ descriptors: [Int32]) throws(SystemError) {
        let file = descriptors.first.map { FileDescriptor(owning: $0, path: "payload") }
        guard bytes.count >= HostMessage.headerBytes, let kind = Kind(rawValue: bytes[0]) else { return nil }
        self.kind = kind
        id = PoolMessage.integer(bytes, at: 1)
        deaths = Int(truncatingIfNeeded: PoolMessage.integer(bytes, at: 9))
        retired = Int(truncatingIfNeeded: PoolMessage.integer(bytes, at: 17))
        workers = Int(truncatingIfNeeded: PoolMessage.integer(bytes, at: 25))
        itemNanoseconds = Int(truncatingIfNeeded: PoolMessage.integer(bytes, at: 33))
        if let file, bytes[41] == 1 {
            payload = try file.contents()
        } else {
            payload = Array(bytes[HostMessage.headerBytes...])
        }
    }

    /// False when there is no room at the moment.
    func send(to socket: borrowing MessageSocket) throws(SystemError) -> Bool {
        let isInFile = payload.count > HostMessage.largestInline
        var bytes: [UInt8] = [kind.rawValue]
        bytes.reserveCapacity(HostMessage.headerBytes + (isInFile ? 0 : payload.count))
        for value in [id, UInt64(deaths), UInt64(retired), UInt64(workers), UInt64(itemNanoseconds)] {
            PoolMessage.append(value, to: &bytes)
        }
        bytes.append(isInFile ? 1 : 0)
        if !isInFile { return try socket.send(bytes + payload, waits: false) }
        let file = try Descriptors.memoryFile("pool payload")
        try file.write(payload)
        return try socket.send(bytes, descriptors: [file.rawValue], waits: false)
    }

    // MARK: payloads

    static func payload(_ outcomes: [PoolJob.Outcome]) -> [UInt8] {
        var bytes: [UInt8] = []
        for outcome in outcomes {
            switch outcome {
            case .returned(let result):
                bytes.append(0)
                PoolMessage.append(item: result, to: &bytes)
            case .failed(let failure):
                bytes.append(1)
                PoolMessage.append(item: (try? MessageEncoder().encode(PoolFailure(failure))) ?? [], to: &bytes)
            }
        }
        return bytes
    }

    var outcomes: [PoolJob.Outcome] {
        var rest = payload[...]
        var outcomes: [PoolJob.Outcome] = []
        while let kind = rest.popFirst(), let item = PoolMessage.takeItem(&rest) {
            outcomes.append(
                kind == 0 ? .returned(Array(item)) : .failed(HostMessage.failure(Array(item)).ofTask))
        }
        return outcomes
    }

    static func failure(_ bytes: [UInt8]) -> PoolFailure {
        (try? MessageDecoder().decode(PoolFailure.self, from: bytes)) ?? .other("a failure that cannot be read")
    }
}
