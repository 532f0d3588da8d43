private import CZstd

package typealias ZstdSource = MemberSource<ZstdDecoder>

/// zstd (RFC 8878) by libzstd; a skippable frame is a member with nothing in it.
@safe package struct ZstdDecoder: ~Copyable, MemberDecoder {
    package static var compression: Compression { .zstd }
    package static var allowsPadding: Bool { false }
    package static func begins(with byte: UInt8) -> Bool { byte == 0x28 || byte >> 4 == 5 }

    /// The largest window libzstd can decode: 2 GiB, what `zstd --long=31` makes.
    private static let windowLogMax: Int32 = 31

    private let context: OpaquePointer?
    /// How much input the library wants for its next block.
    private var wanted = 0

    package init() {
        unsafe context = ZSTD_createDCtx()
        if unsafe context != nil {
            unsafe _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, ZstdDecoder.windowLogMax)
        }
    }

    deinit { unsafe _ = ZSTD_freeDCtx(context) }

    package mutating func beginMember() -> Bool {
        guard unsafe context != nil else { return false }
        unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        wanted = 5  // magic number and frame header descriptor
        return true
    }

    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> DecodeStep {
        var (consumed, produced) = (0, 0)
        while true {
            // Block by block, as a call that fails does not say how far it came: so an error has the block's offset.
            let count = min(max(wanted, 1), input.count - consumed)
            var source = unsafe ZSTD_inBuffer(src: input.baseAddress.map { unsafe $0 + consumed }, size: count, pos: 0)
            var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: produced)
            let result = unsafe ZSTD_decompressStream(context, &target, &source)
            let isStuck = unsafe source.pos == 0 && target.pos == produced
            unsafe consumed += source.pos
            unsafe produced = target.pos
            if ZSTD_isError(result) != 0 {
                return DecodeStep(consumed: consumed, produced: produced, ZstdDecoder.outcome(ofError: result))
            }
            if result == 0 { return DecodeStep(consumed: consumed, produced: produced, .memberEnd) }
            wanted = result
            if isStuck || consumed == input.count || produced == output.count {
                return DecodeStep(consumed: consumed, produced: produced, .more)
            }
        }
    }

    private static func outcome(ofError result: Int) -> DecodeStep.Outcome {
        switch ZSTD_getErrorCode(result) {
        case ZSTD_error_prefix_unknown: .foreign
        case ZSTD_error_memory_allocation: .outOfMemory
        case ZSTD_error_dictionary_wrong:
            .refused("needs a dictionary; decompress it with zstd -D, and read the result")
        case ZSTD_error_frameParameter_windowTooLarge:
            .refused("has a window of over 2 GiB; compress it again with less")
        default: .corrupt(unsafe String(cString: ZSTD_getErrorName(result)))
        }
    }
}
