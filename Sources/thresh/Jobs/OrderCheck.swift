import Platform
import Thresh

/// Looks whether lines are in order, in all blocks at the same time: what begins and ends each is compared afterwards.
struct OrderCheck: MapOnlyJob {
    private let sort: LineSort
    private let last = ByteBuffer.Reference()
    private let current = ByteBuffer.Reference()
    private let inputs = Inputs()

    /// What the driver knows of the files when the job is done.
    private final class Inputs {
        var files: [JobInput] = []
    }

    init(_ sort: LineSort) { self.sort = sort }

    var records: RecordFormat { .textLines }
    var columns: [Column]? { nil }

    func prepare(files: [JobInput]) { inputs.files = files }

    func map(_ record: Record, into part: inout PartWriter) {}

    private static let shownBytes = 200

    /// Writes of a block where it begins, the place and text of the first line that is before the one above it, the text and
    /// key of its first line, and the key of its last one.
    func map(_ block: RecordBlock, into part: inout PartWriter) {
        var (count, wrong): (Int, UInt64?) = (0, nil)
        var (first, firstText, wrongText): ([UInt8], [UInt8], [UInt8]) = ([], [], [])
        let (last, current) = (last, current)
        block.forEachRecord { record in
            current.bytes.removeAll()
            sort.append(record, to: current)
            // SAFETY: nothing is added to either while they are compared.
            if count > 0, wrong == nil,
                unsafe !sort.mayFollow(ByteView(last.bytes.rawBuffer), ByteView(current.bytes.rawBuffer))
            {
                wrong = record.offset
                wrongText = Array(record.line.slice(0, min(record.line.count, OrderCheck.shownBytes)))
            }
            if count == 0 {
                first = unsafe Array(ByteView(current.bytes.rawBuffer))
                firstText = Array(record.line.slice(0, min(record.line.count, OrderCheck.shownBytes)))
            }
            last.bytes.removeAll()
            // SAFETY: one buffer is copied into the other.
            unsafe last.bytes.append(ByteView(current.bytes.rawBuffer))
            count += 1
        }
        if count == 0 { return }
        var row = ByteBuffer()
        row.append(integer: UInt64(block.file))
        row.append(integer: block.offset)
        row.append(integer: wrong ?? .max)
        for text in [wrongText, firstText, first] {
            row.append(integer: UInt64(text.count))
            unsafe text.withUnsafeBytes { unsafe row.append($0) }
        }
        row.append(integer: UInt64(last.bytes.count))
        // SAFETY: as above.
        unsafe row.append(ByteView(last.bytes.rawBuffer))
        part.write(row.view)
    }

    /// The first line that is before the one above it, with its place, from what all blocks wrote, in their order.
    func disorder(in rows: [UInt8]) -> String? {
        unsafe rows.withUnsafeBytes { bytes in
            var reader = ByteReader(unsafe ByteView(bytes))
            var above: [UInt8]?
            func text(_ reader: inout ByteReader) -> [UInt8]? {
                guard let count = reader.read(UInt64.self), let bytes = reader.readBytes(Int(count)) else { return nil }
                return Array(bytes)
            }
            while !reader.isAtEnd {
                guard let file = reader.read(UInt64.self), let offset = reader.read(UInt64.self),
                    let wrong = reader.read(UInt64.self), let wrongText = text(&reader),
                    let firstText = text(&reader), let first = text(&reader), let last = text(&reader)
                else { return nil }
                if let above, !mayFollow(above, first) { return told(file, offset, firstText) }
                if wrong != .max { return told(file, wrong, wrongText) }
                above = last
            }
            return nil
        }
    }

    private func mayFollow(_ above: [UInt8], _ below: [UInt8]) -> Bool {
        unsafe above.withUnsafeBytes { above in
            unsafe below.withUnsafeBytes { sort.mayFollow(unsafe ByteView(above), unsafe ByteView($0)) }
        }
    }

    private func told(_ file: UInt64, _ offset: UInt64, _ line: [UInt8]) -> String {
        "\(inputs.files[Int(file)].place(at: offset)): disorder: \(VisibleText.of(line))"
    }
}
