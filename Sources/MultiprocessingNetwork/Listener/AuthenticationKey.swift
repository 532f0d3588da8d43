internal import Crypto
internal import Platform

/// What two processes both know, and prove to each other without sending it. May be empty.
///
/// Its description does not show it; its encoding contains it, so that it can be sent over a connection.
public struct AuthenticationKey: Hashable, Sendable, Codable, CustomStringConvertible {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// 32 bytes from the kernel's random numbers.
    public static func random() -> AuthenticationKey { AuthenticationKey(AuthenticationKey.randomBytes()) }

    public var description: String { "AuthenticationKey" }

    static func randomBytes() -> [UInt8] {
        (0..<4).flatMap { _ in
            let bits = Machine.randomBits()
            return (0..<8).map { UInt8(truncatingIfNeeded: bits >> (UInt64($0) * 8)) }
        }
    }

    func code(for message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: bytes)))
    }

    /// In a time that does not depend on where they differ.
    func isCode(_ code: [UInt8], for message: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: SymmetricKey(data: bytes))
    }
}
