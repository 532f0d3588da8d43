internal import Multiprocessing

/// The types that a manager's server can make, each with its methods by name.
///
///     var registry = ManagerRegistry()
///     registry.register("Counter", make: { (start: Int) in start }) { counter in
///         counter.method("add") { (total: inout Int, amount: Int) in total += amount; return total }
///     }
public struct ManagerRegistry {
    /// The methods of one type.
    public struct Methods<Object> {
        var bodies: [String: (inout Object, [UInt8]) throws -> [UInt8]] = [:]

        /// Registers a method. It runs in the server, one call at a time; what it throws reaches the caller as a
        /// `RemoteError`. Use `Nothing` for no argument or no result.
        public mutating func method<Argument: Codable, Result: Codable>(
            _ name: String, _ body: @escaping (inout Object, Argument) throws -> Result
        ) {
            bodies[name] = { object, argument in try encoded(body(&object, decoded(Argument.self, argument))) }
        }
    }

    private(set) var makers: [String: ([UInt8]) throws -> any ServedObject] = [:]
    /// Whether none was registered.
    private(set) var hasOnlyOwnTypes = true

    /// How long a handle in a message that nobody has read keeps its object, once the process is gone that sent it. Such a
    /// message may wait in a queue; or it went down with its reader, which nobody can tell.
    public var unreadHandleLife: Duration = .seconds(3600)

    public init() {
        makers[ServedKind.dictionary] = { _ in ServedDictionary() }
        makers[ServedKind.list] = { _ in ServedList() }
        makers[ServedKind.queue] = { argument in ServedQueue(try decoded(ServedQueue.Creation.self, argument)) }
        makers[ServedKind.lock] = { argument in ServedLock(isRecursive: try decoded(Bool.self, argument)) }
        makers[ServedKind.semaphore] = { argument in
            ServedSemaphore(try decoded(ServedSemaphore.Creation.self, argument))
        }
        makers[ServedKind.event] = { _ in ServedEvent() }
        makers[ServedKind.condition] = { _ in ServedCondition() }
        makers[ServedKind.barrier] = { argument in ServedBarrier(parties: try decoded(Int.self, argument)) }
    }

    /// Registers a type under a name.
    ///
    /// - `make`: makes an object in the server, from what `Manager.make` was given.
    /// - `describe`: registers its methods.
    public mutating func register<Object, Argument: Codable>(
        _ name: String, make: @escaping (Argument) throws -> Object, _ describe: (inout Methods<Object>) -> Void
    ) {
        hasOnlyOwnTypes = false
        var methods = Methods<Object>()
        describe(&methods)
        let bodies = methods.bodies
        makers[name] = { argument in ServedCustom(try make(decoded(Argument.self, argument)), methods: bodies) }
    }
}

/// The types that every server has, apart from the names of the program's own.
enum ServedKind {
    static let dictionary = ".dictionary"
    static let list = ".list"
    static let queue = ".queue"
    static let lock = ".lock"
    static let semaphore = ".semaphore"
    static let event = ".event"
    static let condition = ".condition"
    static let barrier = ".barrier"
}
