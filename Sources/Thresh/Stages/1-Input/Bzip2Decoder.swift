private import CBzip2

package typealias Bzip2Source = MemberSource<Bzip2Decoder>

/// bzip2 by libbz2.
@safe package struct Bzip2Decoder: ~Copyable, MemberDecoder {
    package static var compression: Compression { .bzip2 }
    package static var allowsPadding: Bool { false }
    package static func begins(with byte: UInt8) -> Bool { byte == UInt8(ascii: "B") }

    /// SAFETY: on the heap, as the library keeps its address.
    private let stream: UnsafeMutablePointer<bz_stream>

    package init() {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: bz_stream())
    }

    deinit {
        // Without a state this does nothing.
        unsafe _ = BZ2_bzDecompressEnd(stream)
        unsafe stream.deallocate()
    }

    package mutating func beginMember() -> Bool {
        unsafe _ = BZ2_bzDecompressEnd(stream)
        unsafe stream.pointee = bz_stream()
        return unsafe BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK
    }

    package mutating func decode(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) -> DecodeStep {
        // SAFETY: the input is not written to, in spite of its pointer's type; the pointers are not used after the call.
        let source = unsafe UnsafeMutableRawPointer(mutating: input.baseAddress)
        unsafe stream.pointee.next_in = source?.assumingMemoryBound(to: CChar.self)
        unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
        unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
        unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
        let (given, room) = unsafe (stream.pointee.avail_in, stream.pointee.avail_out)

        let result = unsafe BZ2_bzDecompress(stream)

        let outcome: DecodeStep.Outcome =
            switch result {
            case BZ_OK: .more
            case BZ_STREAM_END: .memberEnd
            case BZ_DATA_ERROR_MAGIC: .foreign
            case BZ_DATA_ERROR: .corrupt("invalid block or CRC mismatch")
            case BZ_MEM_ERROR: .outOfMemory
            default: .corrupt("libbz2 error \(result)")
            }
        return DecodeStep(
            consumed: unsafe Int(given - stream.pointee.avail_in),
            produced: unsafe Int(room - stream.pointee.avail_out), outcome)
    }
}
