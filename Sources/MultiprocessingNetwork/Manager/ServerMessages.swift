internal import Multiprocessing

/// Who asks: what is held in the server belongs to a thread of a process.
struct Caller: Codable, Hashable {
    /// A number that a process takes at random for itself; one forked from it takes another.
    let session: UInt64
    let thread: Int32
}

/// What a client asks of a manager's server: to call a method of an object.
struct ServerRequest: Codable {
    /// Comes back with the reply; 0 asks for nothing but a reply, and the largest for none.
    let number: UInt64
    let caller: Caller
    /// Whose handles it is about, as the number that a process takes for itself.
    let holder: UInt64
    /// 0 for the server itself.
    let object: UInt64
    let method: String
    /// The encoded argument.
    let argument: [UInt8]
    /// How long the object may keep the caller waiting, in nanoseconds; nil for ever.
    let patience: Int64?
}

struct ServerReply: Codable {
    let number: UInt64
    let outcome: Outcome

    enum Outcome: Codable {
        /// The encoded result.
        case value([UInt8])
        /// What the method threw.
        case failure(RemoteError)
        case refusal(Refusal)
    }
}

/// Why a lock, a queue or the like did not do what it was asked; `ManagerError` has the same cases.
enum Refusal: String, Error, Codable {
    case timedOut, closed, notOwner, alreadyHeld, overReleased, tooManyDone, barrierBroken
}

/// The argument and the result of methods that have none.
public struct Nothing: Codable, Sendable, Equatable {
    public init() {}
}

/// The methods of the server itself, which is object 0.
enum ServerMethod: String {
    case create, remove, count, publish, find, hold, lend, release
}

struct Creation: Codable {
    let type: String
    let argument: [UInt8]
}

struct Publication: Codable {
    let name: String
    let object: UInt64
}

/// Handles that a process has come by.
struct Hold: Codable {
    let object: UInt64
    let count: Int
    /// What the server keeps the object by until then; 0 for nothing.
    let loan: UInt64
}
