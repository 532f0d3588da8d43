import Thresh

/// A list of (file, count), ordered by file: 4 and 8 bytes each, little-endian.
enum Postings: BytesCombiner {
    struct Entry {
        let file: UInt32
        let count: UInt64
    }

    static let width = 12

    static func count(_ list: ByteView) -> Int { list.count / width }

    static func entry(_ index: Int, of list: ByteView) -> Entry {
        let bytes = list.slice(index * width, index * width + width)
        // SAFETY: the slice was checked to lie within the list.
        let raw = unsafe bytes.rawBuffer
        return unsafe Entry(
            file: UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)),
            count: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 4, as: UInt64.self)))
    }

    static func append(_ entry: Entry, to list: inout ByteBuffer) {
        list.append(integer: entry.file)
        list.append(integer: entry.count)
    }

    /// Merges two lists; counts of the same file are added.
    static func combine(_ a: ByteView, _ b: ByteView, into result: inout ByteBuffer) {
        var (i, j) = (0, 0)
        let (countA, countB) = (count(a), count(b))
        while i < countA && j < countB {
            let (x, y) = (entry(i, of: a), entry(j, of: b))
            if x.file == y.file {
                append(Entry(file: x.file, count: x.count + y.count), to: &result)
                (i, j) = (i + 1, j + 1)
            } else if x.file < y.file {
                append(x, to: &result)
                i += 1
            } else {
                append(y, to: &result)
                j += 1
            }
        }
        result.append(a.slice(i * width, a.count))
        result.append(b.slice(j * width, b.count))
    }
}
