/// The values of one key, taken apart by the side they are on: those of the left come first.
struct JoinSides<Left: JobValue, Right: JobValue> {
    /// The first value of the right side, met where the left one ended.
    private var pending: Right?

    /// All values of the left side.
    mutating func takeLeft(_ values: inout GroupedValues<Bytes>) throws(ThreshError) -> [Left] {
        var left: [Left] = []
        while let bytes = try values.nextBytes() {
            let value = bytes.slice(1, bytes.count)
            if bytes[0] == 1 {
                pending = Right(decoding: value)
                break
            }
            left.append(Left(decoding: value))
        }
        return left
    }

    /// The next value of the right side; nil after the last. REQUIRES: `takeLeft` was called.
    mutating func nextRight(_ values: inout GroupedValues<Bytes>) throws(ThreshError) -> Right? {
        if let pending = pending.take() { return pending }
        guard let bytes = try values.nextBytes() else { return nil }
        return Right(decoding: bytes.slice(1, bytes.count))
    }
}
