private import CLzma

package typealias XzSource = MemberSource<XzDecoder>

/// xz by liblzma.
///
/// One stream at a time: `LZMA_CONCATENATED` would report bytes that follow the last stream as corruption of it.
@safe package struct XzDecoder: ~Copyable, MemberDecoder {
    package static var compression: Compression { .xz }
    package static var allowsPadding: Bool { true }
    package static func begins(with byte: UInt8) -> Bool { byte == 0xFD }

    private let stream: UnsafeMutablePointer<lzma_stream>

    package init() {
        unsafe stream = .allocate(capacity: 1)
        // All zero is what the macro LZMA_STREAM_INIT stands for.
        unsafe stream.initialize(to: lzma_stream())
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    package mutating func beginMember() -> Bool {
        unsafe lzma_stream_decoder(stream, .max, 0) == LZMA_OK
    }

    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> DecodeStep {
        // SAFETY: the pointers are not used after the call.
        unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = input.count
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = output.count

        let result = unsafe lzma_code(stream, LZMA_RUN)

        let outcome: DecodeStep.Outcome =
            switch result {
            // A "buffer error" only says that a call could do nothing.
            case LZMA_OK, LZMA_BUF_ERROR: .more
            case LZMA_STREAM_END: .memberEnd
            case LZMA_FORMAT_ERROR: .foreign
            case LZMA_DATA_ERROR: .corrupt("invalid block or check mismatch")
            case LZMA_OPTIONS_ERROR: .corrupt("unknown options in a header")
            case LZMA_MEM_ERROR: .outOfMemory
            default: .corrupt("liblzma error \(result.rawValue)")
            }
        return DecodeStep(
            consumed: unsafe input.count - stream.pointee.avail_in,
            produced: unsafe output.count - stream.pointee.avail_out, outcome)
    }
}
