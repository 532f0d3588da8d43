/// A manager whose server another process has started, at an address and with a key that this one knows.
///
///     let manager = try RemoteManager(at: .internet(host: "127.0.0.1", port: 5000), key: key)
///     let jobs = ManagedQueue<Job>(try manager.object(named: "jobs"))
///
/// `Manager` is one too, of the process that made it.
public class RemoteManager {
    public let address: SocketAddress
    let client: ManagerClient

    /// How long a server may be silent before calls give up.
    public static let defaultPatience = Duration.seconds(30)

    init(client: ManagerClient) {
        address = client.address
        self.client = client
    }

    /// - `patience`: how long the server may be silent; see `ManagerError.noAnswer`.
    /// - Throws: `.serverGone` when nobody listens there; `.connection(.authenticationFailed)`, which says whose key is wrong.
    public convenience init(
        at address: SocketAddress, key: AuthenticationKey, patience: Duration = RemoteManager.defaultPatience
    ) throws(ManagerError) {
        self.init(client: .shared(address: address, key: key, patience: patience))
        _ = try count
    }

    /// An empty dictionary. Keys are the same when their encodings are: take strings, numbers, and types made of those.
    public func dictionary<Key: Codable & Hashable & Sendable, Value: Codable & Sendable>(
        _ key: Key.Type, _ value: Value.Type
    ) throws(ManagerError) -> ManagedDictionary<Key, Value> {
        ManagedDictionary(try create(ServedKind.dictionary))
    }

    /// An empty list. Also what Python's `Array` is for.
    public func list<Element: Codable & Sendable>(of type: Element.Type) throws(ManagerError) -> ManagedList<Element> {
        ManagedList(try create(ServedKind.list))
    }

    /// An empty set. Elements are the same when their encodings are.
    public func set<Element: Codable & Hashable & Sendable>(
        of type: Element.Type
    ) throws(ManagerError) -> ManagedSet<Element> {
        ManagedSet(try create(ServedKind.dictionary))
    }

    /// A place for values of different types by name.
    public func namespace() throws(ManagerError) -> ManagedNamespace {
        ManagedNamespace(try create(ServedKind.dictionary))
    }

    /// One value.
    public func value<Value: Codable & Sendable>(_ value: Value) throws(ManagerError) -> ManagedValue<Value> {
        let managed = ManagedValue<Value>(try create(ServedKind.dictionary))
        try managed.set(value)
        return managed
    }

    /// - `limit`: how many elements it holds at most; nil for any number.
    public func queue<Element: Codable & Sendable>(
        of type: Element.Type, limit: Int? = nil
    ) throws(ManagerError) -> ManagedQueue<Element> {
        ManagedQueue(try create(ServedKind.queue, ServedQueue.Creation(limit: limit, isJoinable: false)))
    }

    /// - `limit`: how many elements it holds at most, without those that are being dealt with; nil for any number.
    public func joinableQueue<Element: Codable & Sendable>(
        of type: Element.Type, limit: Int? = nil
    ) throws(ManagerError) -> ManagedJoinableQueue<Element> {
        ManagedJoinableQueue(try create(ServedKind.queue, ServedQueue.Creation(limit: limit, isJoinable: true)))
    }

    public func lock() throws(ManagerError) -> ManagedLock { ManagedLock(try create(ServedKind.lock, false)) }

    /// A lock that its holder may take again, and then releases as often.
    public func recursiveLock() throws(ManagerError) -> ManagedLock { ManagedLock(try create(ServedKind.lock, true)) }

    /// - `isBounded`: whether releasing more than was acquired is an error, `.overReleased`.
    public func semaphore(permits: Int, isBounded: Bool = false) throws(ManagerError) -> ManagedSemaphore {
        precondition(permits >= 0, "a semaphore cannot have \(permits) permits")
        let creation = ServedSemaphore.Creation(permits: permits, isBounded: isBounded)
        return ManagedSemaphore(try create(ServedKind.semaphore, creation))
    }

    public func event() throws(ManagerError) -> ManagedEvent { ManagedEvent(try create(ServedKind.event)) }

    /// A condition with a lock of its own.
    public func condition() throws(ManagerError) -> ManagedCondition {
        ManagedCondition(try create(ServedKind.condition))
    }

    /// - Parameter parties: how many make a round; 1 or more.
    public func barrier(parties: Int) throws(ManagerError) -> ManagedBarrier {
        precondition(parties > 0, "a barrier needs a party")
        return ManagedBarrier(try create(ServedKind.barrier, parties))
    }

    /// An object of a type that was registered with the server.
    ///
    /// - Throws: `.remote` with the type `UnknownType`, or what making it threw.
    public func make<Argument: Codable>(_ type: String, _ argument: Argument) throws(ManagerError) -> ManagedObject {
        try create(type, argument)
    }

    /// Lets others find an object by a name. One that had the name before loses it.
    public func publish(_ object: ManagedObject, as name: String) throws(ManagerError) {
        let publication = Publication(name: name, object: object.identifier)
        _ = try call(.publish, publication, as: Nothing.self)
    }

    /// The object that was published under a name: make a `ManagedQueue`, or whatever it is, of it.
    ///
    /// - Throws: `.remote` with the type `NoSuchObject`.
    public func object(named name: String) throws(ManagerError) -> ManagedObject {
        ManagedObject(client: client, identifier: try call(.find, name, as: UInt64.self))
    }

    /// How many objects there are.
    public var count: Int {
        get throws(ManagerError) { try call(.count, Nothing(), as: Int.self) }
    }

    private func create<Argument: Codable>(
        _ type: String, _ argument: Argument = Nothing()
    ) throws(ManagerError) -> ManagedObject {
        let creation = Creation(type: type, argument: try client.packed(argument))
        return ManagedObject(client: client, identifier: try call(.create, creation, as: UInt64.self))
    }

    private func call<Argument: Codable, Result: Codable>(
        _ method: ServerMethod, _ argument: Argument, as type: Result.Type
    ) throws(ManagerError) -> Result {
        try client.call(0, method.rawValue, argument, as: type)
    }
}
