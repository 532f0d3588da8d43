/// Bytes of one input from front to back, decompressed.
///
/// A source begins at a compressed offset and goes on to the end of the file: past the limit of its range too, since
/// its reader must finish the record that straddles the limit. After an error it only throws that error again.
package protocol ByteSource: ~Copyable {
    /// Fills the front of `buffer`; returns how many bytes; 0 means the end of the file. Blocks.
    ///
    /// It fills the buffer unless the range or the file ends first, or the range is behind it already; one call never returns bytes from both sides of the
    /// limit. REQUIRES: `buffer` is not empty.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int

    /// Throws where the file is not any more what it was, but for what was added. Returns whether that is not certain.
    func check(_ stamp: FileStamp) throws(ThreshError) -> Bool

    /// Bytes of the file (compressed) that have been decoded so far, counted from where the source began.
    var consumed: UInt64 { get }

    /// How many decompressed bytes the range holds, known once the source has passed its limit or the file's end.
    ///
    /// When it appears during a read that returns bytes, those bytes are the range's last if the count equals all
    /// that was returned so far, and the first behind it if the count equals what had been returned before.
    var producedAtLimit: UInt64? { get }
}
