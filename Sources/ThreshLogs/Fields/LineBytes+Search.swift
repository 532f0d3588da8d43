internal import Glibc

extension LineBytes {
    func hasSameBytes(as other: LineBytes) -> Bool { count == other.count && starts(with: other) }

    func starts(with other: LineBytes) -> Bool {
        if other.count > count { return false }
        for index in 0..<other.count where unsafe base[index] != other.base[index] { return false }
        return true
    }

    func ends(with other: LineBytes) -> Bool {
        other.count <= count && slice(count - other.count, count).starts(with: other)
    }

    func ends(with text: StaticString) -> Bool { starts(with: text, at: count - text.utf8CodeUnitCount) }

    func contains(_ other: LineBytes) -> Bool {
        if other.count == 0 { return true }
        var index = 0
        while index + other.count <= count {
            if unsafe base[index] == other.base[0], slice(index, count).starts(with: other) { return true }
            index += 1
        }
        return false
    }

    func contains(_ text: StaticString) -> Bool {
        var index = 0
        while index + text.utf8CodeUnitCount <= count {
            if unsafe base[index] == text.utf8Start[0], starts(with: text, at: index) { return true }
            index += 1
        }
        return false
    }

    /// Where the first of some bytes' occurrences from `start` on ends; nil where there is none.
    func end(of bytes: [UInt8], from start: Int) -> Int? {
        guard let first = bytes.first else { return start }
        var index = start
        while index + bytes.count <= count {
            // SAFETY: as many bytes are searched as there are up to the last place where all of them can stand.
            guard let found = unsafe memchr(base + index, Int32(first), count - bytes.count + 1 - index) else {
                return nil
            }
            index = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
            if starts(with: bytes, at: index) { return index + bytes.count }
            index += 1
        }
        return nil
    }
}
