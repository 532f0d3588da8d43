import ArgumentParser
import Thresh
import ThreshCommand

/// Tells of records of 100 bytes how many there are, how many have a smaller key than the one before, and the sum of
/// their hashes: none is unsorted in what `terasort` wrote, and the others are what they were before sorting.
@main
struct TeraValidate: JobCommand {
    @OptionGroup var options: RunOptions

    func makeJob() -> Validation { Validation() }
}

/// Records that follow one another, as numbers.
struct Piece: BitwiseValue {
    var first: UInt128
    var last: UInt128
    var records = 0
    var unsorted = 0
    var checksum: UInt64 = 0

    /// Adds what follows.
    mutating func append(_ next: Piece) {
        if next.first < last { unsorted += 1 }
        last = next.last
        records += next.records
        unsorted += next.unsorted
        checksum &+= next.checksum
    }
}

struct Validation: GroupingJob {
    /// File and offset: where a piece begins.
    typealias Place = Pair<Int, UInt64>

    private var piece: Pair<Place, Piece>?

    var records: RecordFormat { .fixedWidth(100) }
    var columns: [Column]? { [Column("records", .integer), Column("unsorted", .integer), Column("checksum")] }

    mutating func map(_ record: Record, into output: inout Grouped<Bool, Pair<Place, Piece>>) {
        var key: UInt128 = 0
        for index in 0..<10 { key = key << 8 | UInt128(record.bytes[index]) }
        // FNV-1a.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<100 { hash = (hash ^ UInt64(record.bytes[index])) &* 0x100_0000_01B3 }
        let next = Piece(first: key, last: key, records: 1, checksum: hash)

        // A task may go on to another file, and to another place.
        if let piece, piece.first.first == record.file,
            piece.first.second + 100 * UInt64(piece.second.records) == record.offset
        {
            self.piece?.second.append(next)
        } else {
            endTask(into: &output)
            piece = Pair(Pair(record.file, record.offset), next)
        }
    }

    /// What a task has gathered of a piece is told once, not record by record.
    mutating func endTask(into output: inout Grouped<Bool, Pair<Place, Piece>>) {
        if let piece { output.emit(true, piece) }
        piece = nil
    }

    /// The pieces come in the order of their places.
    func reduce(
        _ key: Bool, _ pieces: inout GroupedValues<Pair<Place, Piece>>, into part: inout PartWriter
    ) throws {
        guard var all = try pieces.next()?.second else { return }
        while let next = try pieces.next() { all.append(next.second) }
        part.writeRow(all.records, all.unsorted, String(all.checksum, radix: 16))
    }
}
