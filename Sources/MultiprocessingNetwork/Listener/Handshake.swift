internal import Multiprocessing

/// How the two sides of a new connection convince each other that they know the key. What they say, in messages:
///
///     listener   version (1), 1 with a key or 0 without, 32 random bytes
///     client     with a key: 32 random bytes, HMAC-SHA256(key, "client" listener's random client's random)
///     listener   with a key: HMAC-SHA256(key, "server" listener's random client's random); empty: refused
///
/// Either proof is for both random numbers and one direction, so that none can be played back or reflected.
struct Handshake {
    let key: AuthenticationKey?
    private let challenge = AuthenticationKey.randomBytes()

    /// No message of a handshake is longer.
    static let largestMessage = 64
    /// How long a side waits for the other's next step.
    static let patience = Duration.seconds(5)

    private static let version: UInt8 = 1
    private static let challengeBytes = 32

    init(key: AuthenticationKey?) { self.key = key }

    // MARK: the listener

    var greeting: [UInt8] { [Handshake.version, key == nil ? 0 : 1] + challenge }

    /// What to send to a client that proves this: nil when it has not proved that it knows the key.
    func reply(to proof: [UInt8]) -> [UInt8]? {
        guard let key, proof.count == 2 * Handshake.challengeBytes else { return nil }
        let theirs = Array(proof.prefix(Handshake.challengeBytes))
        let code = Array(proof.suffix(Handshake.challengeBytes))
        guard key.isCode(code, for: Handshake.text("client", challenge, theirs)) else { return nil }
        return key.code(for: Handshake.text("server", challenge, theirs))
    }

    static let refusal: [UInt8] = []

    // MARK: the client

    /// What to send to a listener that greets like this; empty when there is nothing to prove.
    func proof(for greeting: [UInt8]) -> Result<[UInt8], KeyMismatch> {
        guard greeting.count == 2 + Handshake.challengeBytes, greeting[0] == Handshake.version else {
            return .failure(.listenerIsUnproven)
        }
        let isAsked = greeting[1] != 0
        guard let key else { return isAsked ? .failure(.keyIsMissing) : .success([]) }
        if !isAsked { return .failure(.listenerHasNone) }
        return .success(challenge + key.code(for: Handshake.text("client", Array(greeting[2...]), challenge)))
    }

    func accepts(_ reply: [UInt8], after greeting: [UInt8]) -> Bool {
        key?.isCode(reply, for: Handshake.text("server", Array(greeting[2...]), challenge)) ?? true
    }

    private static func text(_ side: String, _ listener: [UInt8], _ client: [UInt8]) -> [UInt8] {
        Array(side.utf8) + listener + client
    }
}
