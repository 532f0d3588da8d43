/// Keys in order, compared by their first eight bytes where those differ.
@safe final class KeyBounds: @unchecked Sendable {
    let keys: [[UInt8]]
    // SAFETY: a prefix for each of `keys`, freed in `deinit`.
    private let prefixes: UnsafePointer<UInt64>

    init(_ keys: [[UInt8]]) {
        self.keys = keys
        let prefixes = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, keys.count))
        for (index, key) in keys.enumerated() {
            unsafe (prefixes + index).initialize(to: key.withUnsafeBytes { unsafe keyPrefix($0) })
        }
        unsafe self.prefixes = UnsafePointer(prefixes)
    }

    deinit { unsafe prefixes.deallocate() }

    /// How many of the bounds are less than or equal to `key`.
    func countNotAbove(_ key: UnsafeRawBufferPointer, prefix: UInt64) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            let bound = unsafe prefixes[middle]
            let isBelow =
                unsafe prefix != bound
                ? prefix < bound : keys[middle].withUnsafeBytes { unsafe compareBytes(key, $0) < 0 }
            if isBelow { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
