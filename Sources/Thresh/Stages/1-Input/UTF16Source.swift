package import Platform

/// Reads text in UTF-16 that begins with a byte order mark, as UTF-8 without one.
///
/// Half a pair of surrogates, or half a unit at the file's end, becomes U+FFFD.
package struct UTF16Source: ~Copyable, ByteSource {
    private var input: CompressedInput
    private let isBigEndian: Bool
    /// The first byte of a unit whose second has not been read yet.
    private var half: UInt8?
    /// The first of a pair of surrogates; 0 where there is none.
    private var surrogate: UInt16 = 0
    /// Bytes of UTF-8 for which there was no room, the first lowest.
    private var rest: UInt64 = 0
    private var restCount = 0
    private var produced: UInt64 = 0
    package private(set) var producedAtLimit: UInt64?

    private static let replacement: UInt32 = 0xFFFD

    /// Throws unless the file begins with a byte order mark of UTF-16, as it did when it was found.
    package init(_ file: consuming FileDescriptor) throws(ThreshError) {
        var input = try CompressedInput(file, from: 0)
        var mark: UInt16 = 0
        for _ in 0..<2 {
            guard let byte = try input.peek() else { break }
            mark = mark << 8 | UInt16(byte)
            input.consume(1)
        }
        guard mark == 0xFEFF || mark == 0xFFFE else { throw input.hasChanged }
        isBigEndian = mark == 0xFEFF
        self.input = input
    }

    package var consumed: UInt64 { input.offset }

    package func check(_ stamp: FileStamp) throws(ThreshError) -> Bool { try input.check(stamp) }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        precondition(buffer.count > 0, "a read of 0 bytes would look like the end of the file")
        var filled = 0
        while restCount > 0, filled < buffer.count {
            unsafe buffer[filled] = UInt8(truncatingIfNeeded: rest)
            rest >>= 8
            restCount -= 1
            filled += 1
        }
        while filled < buffer.count {
            if try input.fill() {
                unsafe decode(into: buffer, &filled)
            } else if half != nil || surrogate != 0 {
                half = nil
                surrogate = 0
                unsafe append(UTF16Source.replacement, to: buffer, &filled)
            } else {
                break
            }
        }
        produced += UInt64(filled)
        if filled < buffer.count, producedAtLimit == nil { producedAtLimit = produced }
        return filled
    }

    private mutating func decode(into buffer: UnsafeMutableRawBufferPointer, _ filled: inout Int) {
        let bytes = unsafe input.unread
        var index = 0
        if let first = half {
            half = nil
            index = 1
            unsafe append(unit: unit(first, bytes[0]), to: buffer, &filled)
        }
        while index + 1 < bytes.count, filled < buffer.count {
            let unit = unsafe unit(bytes[index], bytes[index + 1])
            index += 2
            if unit < 0x80, surrogate == 0 {
                unsafe buffer[filled] = UInt8(truncatingIfNeeded: unit)
                filled += 1
            } else {
                unsafe append(unit: unit, to: buffer, &filled)
            }
        }
        if index + 1 == bytes.count, filled < buffer.count {
            unsafe half = bytes[index]
            index += 1
        }
        input.consume(index)
    }

    private func unit(_ first: UInt8, _ second: UInt8) -> UInt16 {
        isBigEndian ? UInt16(first) << 8 | UInt16(second) : UInt16(second) << 8 | UInt16(first)
    }

    private mutating func append(unit: UInt16, to buffer: UnsafeMutableRawBufferPointer, _ filled: inout Int) {
        let first = surrogate
        surrogate = 0
        switch unit {
        case 0xDC00...0xDFFF where first != 0:
            let scalar = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(unit) - 0xDC00)
            return unsafe append(scalar, to: buffer, &filled)
        default:
            if first != 0 { unsafe append(UTF16Source.replacement, to: buffer, &filled) }
        }
        switch unit {
        case 0xD800...0xDBFF: surrogate = unit
        case 0xDC00...0xDFFF: unsafe append(UTF16Source.replacement, to: buffer, &filled)
        default: unsafe append(UInt32(unit), to: buffer, &filled)
        }
    }

    private mutating func append(_ scalar: UInt32, to buffer: UnsafeMutableRawBufferPointer, _ filled: inout Int) {
        // Every caller passes a scalar: halves of surrogates are replaced before.
        guard let character = Unicode.Scalar(scalar) else { return }
        for byte in UTF8.encode(character)! {
            if filled < buffer.count {
                unsafe buffer[filled] = byte
                filled += 1
            } else {
                rest |= UInt64(byte) << UInt64(8 * restCount)
                restCount += 1
            }
        }
    }
}
