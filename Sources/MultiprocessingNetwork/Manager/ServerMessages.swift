internal import Multiprocessing

/// Who asks: what is held in the server belongs to a thread of a process.
struct Caller: Hashable {
    /// A number that a process takes at random for itself; one forked from it takes another.
    let session: UInt64
    let thread: Int32
}

/// What a client asks of a manager's server: to call a method of an object.
struct ServerRequest {
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

struct ServerReply {
    let number: UInt64
    let outcome: Outcome

    enum Outcome {
        /// The encoded result.
        case value([UInt8])
        /// What the method threw.
        case failure(RemoteError)
        case refusal(Refusal)
    }
}

// MARK: as bytes (README.md)

extension ServerRequest {
    private static let fixedBytes = 56

    var bytes: [UInt8] {
        let name = Array(method.utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ServerRequest.fixedBytes + name.count + argument.count)
        let thread = UInt64(truncatingIfNeeded: caller.thread)
        let patience = UInt64(bitPattern: patience ?? -1)
        for word in [number, caller.session, thread, holder, object, patience, UInt64(name.count)] {
            bytes.append(word: word)
        }
        bytes += name
        bytes += argument
        return bytes
    }

    /// nil when the bytes are none of a request.
    init?(bytes: [UInt8]) {
        guard bytes.count >= ServerRequest.fixedBytes else { return nil }
        let nameLength = bytes.word(at: 48)
        guard nameLength <= UInt64(bytes.count - ServerRequest.fixedBytes) else { return nil }
        let nameEnd = ServerRequest.fixedBytes + Int(nameLength)
        let patience = Int64(bitPattern: bytes.word(at: 40))
        self.init(
            number: bytes.word(at: 0),
            caller: Caller(session: bytes.word(at: 8), thread: Int32(truncatingIfNeeded: bytes.word(at: 16))),
            holder: bytes.word(at: 24), object: bytes.word(at: 32),
            method: String(decoding: bytes[ServerRequest.fixedBytes..<nameEnd], as: UTF8.self),
            argument: Array(bytes[nameEnd...]), patience: patience < 0 ? nil : patience)
    }
}

extension ServerReply {
    private static let fixedBytes = 9

    var bytes: [UInt8] {
        let (kind, rest): (UInt8, [UInt8]) =
            switch outcome {
            case .value(let bytes): (0, bytes)
            case .failure(let error): (1, (try? encoded(error)) ?? [])
            case .refusal(let refusal): (2, Array(refusal.rawValue.utf8))
            }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(ServerReply.fixedBytes + rest.count)
        bytes.append(word: number)
        bytes.append(kind)
        bytes += rest
        return bytes
    }

    /// nil when the bytes are none of a reply.
    init?(bytes: [UInt8]) {
        guard bytes.count >= ServerReply.fixedBytes else { return nil }
        let rest = bytes[ServerReply.fixedBytes...]
        let outcome: Outcome
        switch bytes[8] {
        case 0: outcome = .value(Array(rest))
        case 1:
            guard let error = try? decoded(RemoteError.self, Array(rest)) else { return nil }
            outcome = .failure(error)
        case 2:
            guard let refusal = Refusal(rawValue: String(decoding: rest, as: UTF8.self)) else { return nil }
            outcome = .refusal(refusal)
        default: return nil
        }
        self.init(number: bytes.word(at: 0), outcome: outcome)
    }
}

extension [UInt8] {
    fileprivate mutating func append(word: UInt64) {
        unsafe Swift.withUnsafeBytes(of: word.littleEndian) { unsafe append(contentsOf: $0) }
    }

    /// REQUIRES: eight bytes are there.
    fileprivate func word(at offset: Int) -> UInt64 {
        // SAFETY: any bits are a word.
        UInt64(littleEndian: unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
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
