internal import Platform
package import Thresh

/// What stands for addresses: the same for the same address and key, and nothing that leads back without the key.
///
/// `ip-` and 16 hexadecimal digits: no text that reads as an address, so that nobody takes it for somebody's. An address of
/// version 4 and the same one mapped into version 6 have one.
package struct Pseudonyms: Sendable {
    private let hash: SipHash
    /// Whether the key is of this run alone.
    package let isOfThisRun: Bool

    /// With a key that is forgotten when the process ends. Made before a fork, it is that of both sides.
    package init() {
        hash = SipHash(Machine.randomBits(), Machine.randomBits())
        isOfThisRun = true
    }

    /// With a key that is kept: pseudonyms are the same in each run.
    ///
    /// - Throws: `.usage` for a key that could be guessed.
    package init(key: [UInt8]) throws(ThreshError) {
        guard key.count >= 16 else {
            throw ThreshError(
                .usage, "a key of \(key.count) bytes can be guessed; 16 at least, as of: head -c 32 /dev/urandom > FILE"
            )
        }
        func word(_ from: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(key[from + $1]) << UInt64(8 * $1) } }
        let first = SipHash(word(0), word(8))
        hash = SipHash(first(key + [0]), first(key + [1]))
        isOfThisRun = false
    }

    /// Writes the pseudonym of an address.
    func append(_ address: Address, to output: inout ByteBuffer) {
        let address = address.ofVersion4WhereMapped
        let bits = hash(address.isVersion4 ? 0xFFFF << 32 | address.value : address.value)
        output.append("ip-")
        for place in (0..<16).reversed() {
            let digit = UInt8(truncatingIfNeeded: bits >> UInt64(4 * place)) & 15
            output.append(digit < 10 ? 48 + digit : 87 + digit)
        }
    }
}

extension Address {
    /// `::ffff:192.0.2.1` as `192.0.2.1`.
    var ofVersion4WhereMapped: Address {
        !isVersion4 && value >> 32 == 0xFFFF ? Address(value: value & 0xFFFF_FFFF, isVersion4: true) : self
    }
}
