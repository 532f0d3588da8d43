import Thresh

/// How often a word occurs in which files, ordered by file. Encoded as 4 bytes of file and 8 of count, little-endian,
/// for each.
struct Postings: DefaultAggregate {
    struct Entry {
        let file: UInt32
        var count: UInt64
    }

    private(set) var entries: [Entry] = []

    private static let width = 12

    init() {}

    /// Files come in order but for those that a mapper takes up later.
    mutating func add(_ file: UInt32) {
        if let last = entries.last {
            if last.file == file { return entries[entries.count - 1].count += 1 }
            if last.file > file { return merge(entry: Entry(file: file, count: 1)) }
        }
        entries.append(Entry(file: file, count: 1))
    }

    private mutating func merge(entry: Entry) {
        var other = Postings()
        other.entries.append(entry)
        merge(other)
    }

    mutating func merge(_ other: Postings) {
        var merged: [Entry] = []
        merged.reserveCapacity(entries.count + other.entries.count)
        var (i, j) = (0, 0)
        while i < entries.count && j < other.entries.count {
            let (a, b) = (entries[i], other.entries[j])
            if a.file == b.file {
                merged.append(Entry(file: a.file, count: a.count + b.count))
                (i, j) = (i + 1, j + 1)
            } else if a.file < b.file {
                merged.append(a)
                i += 1
            } else {
                merged.append(b)
                j += 1
            }
        }
        merged += entries[i...]
        merged += other.entries[j...]
        entries = merged
    }

    /// The same with files in the order of their names, of which equal ones are one.
    func inOrder(of names: [[UInt8]]) -> Postings {
        var ordered = Postings()
        let entries = entries.sorted { a, b in
            let (first, second) = (names[Int(a.file)], names[Int(b.file)])
            return first == second ? a.file < b.file : first.lexicographicallyPrecedes(second)
        }
        for entry in entries {
            if let last = ordered.entries.last, names[Int(last.file)] == names[Int(entry.file)] {
                ordered.entries[ordered.entries.count - 1].count += entry.count
            } else {
                ordered.entries.append(entry)
            }
        }
        return ordered
    }

    var result: [Entry] { entries }
    var heapBytes: Int { entries.capacity * MemoryLayout<Entry>.stride + 32 }

    func encode(into bytes: inout ByteBuffer) {
        for entry in entries {
            bytes.append(integer: entry.file)
            bytes.append(integer: entry.count)
        }
    }

    init?(decoding bytes: ByteView) {
        guard bytes.count % Postings.width == 0 else { return nil }
        entries.reserveCapacity(bytes.count / Postings.width)
        for start in stride(from: 0, to: bytes.count, by: Postings.width) {
            // SAFETY: a whole entry begins at `start`.
            let raw = unsafe bytes.slice(start, start + Postings.width).rawBuffer
            entries.append(
                unsafe Entry(
                    file: UInt32(littleEndian: raw.loadUnaligned(as: UInt32.self)),
                    count: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 4, as: UInt64.self))))
        }
    }
}
