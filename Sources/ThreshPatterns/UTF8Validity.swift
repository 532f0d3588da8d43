/// Whether bytes are UTF-8, by the standard library, which passes ASCII at the speed of memory.
enum UTF8Validity {
    /// Where the first byte is that is no part of a character; the count of the bytes when there is none.
    static func firstOffense(in bytes: UnsafeRawBufferPointer) -> Int {
        // SAFETY: the span does not leave this call.
        let bytes = unsafe bytes.bindMemory(to: UInt8.self)
        do throws(UTF8.ValidationError) {
            _ = unsafe try UTF8Span(validating: bytes.span)
            return bytes.count
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
