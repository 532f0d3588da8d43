/// One compression library behind the calls that all of them have in common.
///
/// Every format is a sequence of independent members: gzip calls them so, zstd has frames, bzip2 and xz have streams.
/// A decoder knows one member; `MemberSource` knows files, sequences of members, and how to word an error.
package protocol MemberDecoder: ~Copyable {
    static var compression: Compression { get }
    /// Whether zero bytes may follow a member, as tapes and block devices leave them.
    static var allowsPadding: Bool { get }
    /// Whether a member can begin with this byte.
    static func begins(with byte: UInt8) -> Bool

    init()
    /// Makes ready for a member's first byte; false when there is not enough memory.
    mutating func beginMember() -> Bool
    /// Decodes until the input is used up, the output is full, or the member ends.
    mutating func decode(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> DecodeStep
}

/// What one call of a decoder did.
package struct DecodeStep {
    package enum Outcome {
        /// Wants more input or more room.
        case more
        /// The member is complete, verified and all of it returned.
        case memberEnd
        /// The bytes do not begin a member of this format.
        case foreign
        /// The member is damaged; what the library found.
        case corrupt(String)
        /// The member may be sound but cannot be decoded; why, and what to do about it.
        case refused(String)
        case outOfMemory
    }

    /// Bytes taken from the input.
    package var consumed: Int
    /// Bytes written to the output.
    package var produced: Int
    package var outcome: Outcome

    package init(consumed: Int, produced: Int, _ outcome: Outcome) {
        self.consumed = consumed
        self.produced = produced
        self.outcome = outcome
    }
}
