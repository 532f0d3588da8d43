internal import CIsal

package typealias GzipSource = MemberSource<GzipDecoder>

/// gzip (RFC 1952) by ISA-L: five times as fast as zlib.
@safe package struct GzipDecoder: ~Copyable, MemberDecoder {
    package static var compression: Compression { .gzip }
    package static var allowsPadding: Bool { true }
    package static func begins(with byte: UInt8) -> Bool { byte == 0x1F }

    let state = InflateState()
    /// Kept across calls, since `isal_inflate` by itself forgets the flags of a header that straddles two inputs.
    var header = unsafe isal_gzip_header()
    var isHeaderRead = false

    package init() {}

    package mutating func beginMember() -> Bool {
        unsafe isal_inflate_reset(state.pointer)
        unsafe state.pointer.pointee.crc_flag = UInt32(ISAL_GZIP)
        unsafe header = isal_gzip_header()
        isHeaderRead = false
        return true
    }

    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> DecodeStep {
        let state = unsafe self.state.pointer
        // SAFETY: the input is not written to, in spite of its pointer's type, and neither pointer is used after the
        // call: the library copies what it still needs of the input and the last 32 KiB of output into its state.
        let source = unsafe UnsafeMutableRawPointer(mutating: input.baseAddress)
        unsafe state.pointee.next_in = source?.assumingMemoryBound(to: UInt8.self)
        unsafe state.pointee.avail_in = UInt32(clamping: input.count)
        unsafe state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe state.pointee.avail_out = UInt32(clamping: output.count)
        let (given, room) = unsafe (state.pointee.avail_in, state.pointee.avail_out)

        var result = ISAL_DECOMP_OK
        if !isHeaderRead {
            // The header's name, comment and extra field have no buffer, which makes the library skip them.
            result = unsafe isal_read_gzip_header(state, &header)
            isHeaderRead = result == ISAL_DECOMP_OK
        }
        if isHeaderRead { result = unsafe isal_inflate(state) }

        // Where a block is invalid the library gives back more than it got: what it still had of the input before.
        let consumed = unsafe max(0, Int(given) - Int(state.pointee.avail_in))
        let produced = unsafe Int(room - state.pointee.avail_out)
        let isFinished = unsafe state.pointee.block_state == ISAL_BLOCK_FINISH
        return DecodeStep(consumed: consumed, produced: produced, outcome(of: result, isFinished: isFinished))
    }

    private func outcome(of result: Int32, isFinished: Bool) -> DecodeStep.Outcome {
        switch result {
        case ISAL_INVALID_WRAPPER: .foreign
        case ISAL_UNSUPPORTED_METHOD: .corrupt("unknown compression method")
        case ISAL_INCORRECT_CHECKSUM: .corrupt(isHeaderRead ? "CRC mismatch" : "CRC mismatch in the header")
        case ISAL_INVALID_BLOCK: .corrupt("invalid block")
        case ISAL_INVALID_SYMBOL: .corrupt("invalid symbol")
        case ISAL_INVALID_LOOKBACK: .corrupt("distance too far back")
        case ..<0: .corrupt("ISA-L error \(result)")
        default: isFinished ? .memberEnd : .more
        }
    }
}
