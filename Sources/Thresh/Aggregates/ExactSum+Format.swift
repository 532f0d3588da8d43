/// flags:u8 length:varint exponent:i16? magnitude: the exponent and `length` bytes when the length is not 0. The
/// magnitude is odd, and its last byte is not 0, so equal sums have equal bytes.
extension ExactSum {
    private static let negativeFlag: UInt8 = 8

    @usableFromInline
    func encode(into bytes: inout ByteBuffer) {
        if wide.isEmpty { return encodeWindow(into: &bytes) }
        let (isNegative, magnitude, exponent) = exact
        let zeros = magnitude.isZero ? 0 : magnitude.trailingZeroBitCount
        let odd = magnitude.shifted(right: zeros)
        append(
            isNegative, length: (odd.bitWidth + 7) / 8, exponent: exponent + zeros, limbs: odd.limbs.count, to: &bytes
        ) { odd.limbs[$0] }
    }

    private func encodeWindow(into bytes: inout ByteBuffer) {
        let isNegative = high < 0
        let (magnitude, upper) = isNegative ? ExactSum.negated(low, high) : (low, high)
        var (front, back) = (magnitude, UInt128(truncatingIfNeeded: upper))
        let zeros = front == 0 ? (back == 0 ? 0 : 128 + back.trailingZeroBitCount) : front.trailingZeroBitCount
        if zeros < 128 {
            front = front >> UInt128(zeros) | back << UInt128(128 - zeros)
            back >>= UInt128(zeros)
        } else {
            (front, back) = (back >> UInt128(zeros - 128), 0)
        }
        let width = back == 0 ? 128 - front.leadingZeroBitCount : 256 - back.leadingZeroBitCount
        append(isNegative, length: (width + 7) / 8, exponent: Int(scale) + zeros, limbs: 4, to: &bytes) {
            UInt64(truncatingIfNeeded: ($0 < 2 ? front : back) >> UInt128($0 % 2 * 64))
        }
    }

    @inline(__always)
    private func append(
        _ isNegative: Bool, length: Int, exponent: Int, limbs: Int, to bytes: inout ByteBuffer,
        limb: (Int) -> UInt64
    ) {
        bytes.append(special.rawValue | (isNegative ? ExactSum.negativeFlag : 0))
        bytes.append(varint: length)
        if length == 0 { return }
        bytes.append(integer: Int16(exponent))
        let end = bytes.count + length
        for index in 0..<(length + 7) / 8 { bytes.append(integer: limb(index)) }
        bytes.count = end
    }

    @usableFromInline
    init?(from reader: inout ByteReader) {
        guard let flags = reader.readByte(), flags < 16, let length = reader.readCount(limit: ExactSum.wideLimbs * 8)
        else { return nil }
        special = Special(rawValue: flags & ~ExactSum.negativeFlag)
        let isNegative = flags & ExactSum.negativeFlag != 0
        if length == 0 {
            if isNegative { return nil }
            return
        }
        guard let exponent = reader.read(Int16.self), exponent >= ExactSum.wideScale,
            Int(exponent) + length * 8 < -ExactSum.wideScale, let magnitude = reader.readBytes(length),
            magnitude[0] & 1 == 1, magnitude[length - 1] != 0
        else { return nil }
        if length < 32 {
            var (front, back): (UInt128, UInt128) = (0, 0)
            for place in 0..<length {
                let byte = UInt128(magnitude[place])
                if place < 16 { front |= byte << UInt128(place * 8) } else { back |= byte << UInt128(place * 8 - 128) }
            }
            (low, high) = isNegative ? ExactSum.negated(front, Int128(back)) : (front, Int128(back))
            scale = Int32(exponent)
        } else {
            for place in 0..<length {
                let byte = UInt128(magnitude[place])
                let (low, high) = isNegative ? ExactSum.negated(byte, 0) : (byte, 0)
                addToWide(low, high, exponent: Int32(exponent) + Int32(place * 8))
            }
        }
    }
}
