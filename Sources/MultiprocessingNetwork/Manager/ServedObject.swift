internal import Multiprocessing

/// A request as an object sees it.
struct ObjectRequest {
    /// The same each time that a waiting request comes again, and no other's.
    let identifier: UInt64
    let caller: Caller
    /// The caller's process; nil where it is not known.
    let pid: Int32?
    let method: String
    let argument: [UInt8]
}

/// An object in a manager's server, called by name with encoded arguments. It never waits itself: a request that has to
/// wait is parked by the server, and comes again after each other request to the object, in the order of arrival.
protocol ServedObject: AnyObject {
    /// The encoded result; nil when the caller has to wait.
    func call(_ request: ObjectRequest) throws -> [UInt8]?

    /// The time of a waiting request is up: the encoded result, or nil when it has to wait still, whatever its time.
    func giveUp(_ request: ObjectRequest) throws -> [UInt8]?

    /// Nobody waits for the reply to this waiting request any more.
    func forget(_ request: ObjectRequest)

    /// A process that used the manager is gone.
    func end(_ session: UInt64, pid: Int32?)

    /// What clients have put into it, as far as there is such a thing.
    var values: [[UInt8]] { get }
}

extension ServedObject {
    func giveUp(_ request: ObjectRequest) throws -> [UInt8]? { throw Refusal.timedOut }
    func forget(_ request: ObjectRequest) {}
    func end(_ session: UInt64, pid: Int32?) {}
    var values: [[UInt8]] { [] }

    func unknown(_ method: String) -> RemoteError {
        RemoteError(type: "UnknownMethod", message: "there is no method \(method)")
    }
}

func decoded<T: Decodable>(_ type: T.Type, _ bytes: [UInt8]) throws -> T {
    try MessageDecoder().decode(type, from: bytes)
}

func encoded<T: Encodable>(_ value: T) throws -> [UInt8] { try MessageEncoder().encode(value) }
