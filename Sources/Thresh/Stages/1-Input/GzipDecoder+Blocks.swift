internal import CIsal
private import Glibc

/// Places between deflate blocks, which the library neither stops at nor tells.
///
/// A block has left its trace when the tables of its code are not those from before, or the stream is at a header. So a
/// piece of input that brings such a change is decoded again from a copy of the state, halved until one byte is left: the
/// byte with which the block ends. Then the library waits for the rest of the next header, and the bits that it has not
/// used are the first of the next block.
extension GzipDecoder {
    /// At most this many times its size does deflate make of anything.
    private static let highestRatio = 1100
    private static let pieceBytes = 64...4096

    /// Decodes some of the input, as `decode` does, and stops where a block begins; `isAtBlock` says that it has come to
    /// such a place. To find one it needs room for what 4 KiB may become, or at least 64 bytes.
    mutating func decodeToBlock(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer, copy: borrowing InflateState
    ) -> DecodeStep {
        let limit = max(
            GzipDecoder.pieceBytes.lowerBound,
            min(GzipDecoder.pieceBytes.upperBound, output.count / GzipDecoder.highestRatio))
        let piece = unsafe UnsafeRawBufferPointer(rebasing: input.prefix(limit))
        guard isHeaderRead else { return unsafe decode(piece, into: output) }
        copy.copy(from: state)
        let whole = unsafe decode(piece, into: output)
        guard case .more = whole.outcome, whole.consumed == piece.count, whole.produced < output.count,
            hasLeftBlock(of: copy, produced: whole.produced)
        else { return whole }
        // After `low` bytes, of which `copy` is the state, the block has not ended; after `high` bytes it has.
        var (low, high, produced) = (0, piece.count, 0)
        while high - low > 1 {
            let middle = (low + high) / 2
            state.copy(from: copy)
            let step = unsafe decode(
                UnsafeRawBufferPointer(rebasing: piece[low..<middle]),
                into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
            if hasLeftBlock(of: copy, produced: step.produced) {
                high = middle
            } else {
                low = middle
                produced += step.produced
                copy.copy(from: state)
            }
        }
        state.copy(from: copy)
        let last = unsafe decode(
            UnsafeRawBufferPointer(rebasing: piece[low..<high]),
            into: UnsafeMutableRawBufferPointer(rebasing: output[produced...]))
        return DecodeStep(consumed: high, produced: produced + last.produced, last.outcome)
    }

    /// Whether the next bit is the first of a block, and everything before it was returned.
    var isAtBlock: Bool {
        guard isHeaderRead else { return false }
        let place = unsafe state.pointer.pointee.block_state
        let isBetween = place == ISAL_BLOCK_NEW_HDR || place == ISAL_BLOCK_HDR
        return unsafe isBetween && state.pointer.pointee.tmp_out_valid == state.pointer.pointee.tmp_out_processed
            && state.pointer.pointee.write_overflow_len == 0 && state.pointer.pointee.copy_overflow_length == 0
    }

    /// Bits of the input that were taken but belong to what is still to be decoded. REQUIRES: `isAtBlock`.
    var unusedBits: UInt64 {
        unsafe UInt64(state.pointer.pointee.read_in_length) + 8 * UInt64(state.pointer.pointee.tmp_in_size)
    }

    /// Of what was returned of this member, CRC-32 and number of bytes modulo 2³².
    var checksum: UInt32 { unsafe state.pointer.pointee.crc }
    var memberBytes: UInt32 { unsafe state.pointer.pointee.total_out }

    /// Makes ready to go on at a point between blocks.
    ///
    /// - Parameters:
    ///   - window: what blocks may refer back to.
    ///   - first: the byte that the point lies in; decoding goes on with the byte behind it, or with this one when the point
    ///     is its beginning.
    mutating func resume(at point: GzipPoint, window: UnsafeRawBufferPointer, first: UInt8) -> Bool {
        unsafe isal_inflate_reset(state.pointer)
        unsafe state.pointer.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR_VER)
        if let base = window.baseAddress, window.count > 0 {
            // SAFETY: the library copies the window and does not write to it.
            let bytes = unsafe UnsafeMutableRawPointer(mutating: base).assumingMemoryBound(to: UInt8.self)
            if unsafe isal_inflate_set_dict(state.pointer, bytes, UInt32(window.count)) != ISAL_DECOMP_OK {
                return false
            }
        }
        let used = point.bits % 8
        if used > 0 {
            unsafe state.pointer.pointee.read_in = UInt64(first >> UInt8(used))
            unsafe state.pointer.pointee.read_in_length = 8 - Int32(used)
        }
        unsafe state.pointer.pointee.crc = point.checksum
        unsafe state.pointer.pointee.total_out = point.memberBytes
        isHeaderRead = true
        return true
    }

    /// What `restore` goes back to.
    @safe struct Saved: ~Copyable {
        let state = InflateState()
        fileprivate let header: isal_gzip_header
        fileprivate let isHeaderRead: Bool

        fileprivate init(_ decoder: borrowing GzipDecoder) {
            unsafe header = decoder.header
            isHeaderRead = decoder.isHeaderRead
            state.copy(from: decoder.state)
        }
    }

    func save() -> Saved { Saved(self) }

    mutating func restore(_ saved: borrowing Saved) {
        state.copy(from: saved.state)
        unsafe header = saved.header
        isHeaderRead = saved.isHeaderRead
    }

    /// Whether the block that `old` was in, or the header that it was at, is behind.
    private func hasLeftBlock(of old: borrowing InflateState, produced: Int) -> Bool {
        let (was, now) = unsafe (old.pointer.pointee.block_state, state.pointer.pointee.block_state)
        switch was {
        case ISAL_BLOCK_CODED:
            return unsafe now != was
                || memcmp(
                    &old.pointer.pointee.lit_huff_code, &state.pointer.pointee.lit_huff_code,
                    MemoryLayout<inflate_huff_code_large>.size) != 0
        case ISAL_BLOCK_TYPE0:
            return unsafe now != was
                || Int(old.pointer.pointee.type0_block_len) - produced
                    != Int(state.pointer.pointee.type0_block_len)
        default:
            return false
        }
    }
}
