/// Many connections in one place, each under a number that is never used again in this set.
///
///     let number = set.insert(try listener.accept())
///     for number in try set.wait() { try set.with(number) { handle(try $0.receive(as: Int.self)) } }
///
/// Not for several threads at once.
public final class ConnectionSet {
    private final class Box {
        var connection: Connection?
        init(_ connection: consuming Connection) { self.connection = consume connection }
    }

    private var boxes: [Int: Box] = [:]
    private var nextNumber = 0

    public init() {}

    public var count: Int { boxes.count }
    /// In the order of insertion.
    public var numbers: [Int] { boxes.keys.sorted() }

    public func insert(_ connection: consuming Connection) -> Int {
        defer { nextNumber += 1 }
        boxes[nextNumber] = Box(connection)
        return nextNumber
    }

    /// Takes a connection out; nil when there is none of that number. Dropping the result closes it.
    public func remove(_ number: Int) -> Connection? { boxes.removeValue(forKey: number)?.connection.take() }

    /// Runs `body` with a connection; nil when there is none of that number.
    public func with<R, E: Error>(_ number: Int, _ body: (borrowing Connection) throws(E) -> R) throws(E) -> R? {
        guard let box = boxes[number] else { return nil }
        switch box.connection {
        case .some(let connection): return try body(connection)
        case .none: return nil
        }
    }

    /// The numbers of those that have something to receive, or whose peer is gone, waiting for the first at most
    /// `timeout`; nil waits for ever. `others` end the wait too.
    public func wait(timeout: Duration? = nil, others: [Waitable] = []) throws(ConnectionError) -> [Int] {
        let items = numbers.map { number in (number, waitable: with(number) { $0.waitable } ?? .descriptor(-1)) }
        let ready = Set(try Waitable.wait(for: items.map(\.waitable) + others, timeout: timeout))
        return items.filter { ready.contains($0.waitable) }.map(\.0)
    }
}
