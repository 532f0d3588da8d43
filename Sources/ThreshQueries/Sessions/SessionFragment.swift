import Thresh

/// Lines of one key, none of them further from the next than a session's gap: the whole of a session, or a part of it.
/// It goes from a mapper to a reducer as bytes in the order of its first line.
struct SessionFragment: ~Escapable {
    let start: Int64
    let startPlace: LinePlace
    let end: Int64
    let endPlace: LinePlace
    let lines: Int
    /// What was sent, where a line says it.
    let volume: Int?
    /// What the first line's page is, and the last one's, as `LogKey` encodes values.
    let entry: ByteView
    let exit: ByteView

    @_lifetime(copy entry, copy exit)
    init(
        start: Int64, startPlace: LinePlace, end: Int64, endPlace: LinePlace, lines: Int, volume: Int?,
        entry: ByteView, exit: ByteView
    ) {
        self.start = start
        self.startPlace = startPlace
        self.end = end
        self.endPlace = endPlace
        self.lines = lines
        self.volume = volume
        self.entry = entry
        self.exit = exit
    }

    private enum Flag {
        static let isOneLine: UInt8 = 1
        static let hasVolume: UInt8 = 2
    }

    func encode(into bytes: inout ByteBuffer) {
        start.encodePart(into: &bytes)
        startPlace.encode(into: &bytes)
        bytes.append((lines == 1 ? Flag.isOneLine : 0) | (volume == nil ? 0 : Flag.hasVolume))
        if let volume { bytes.append(varint: UInt64(bitPattern: Int64(volume << 1 ^ volume >> 63))) }
        if lines > 1 {
            bytes.append(varint: lines)
            end.encodePart(into: &bytes)
            endPlace.encode(into: &bytes)
            bytes.append(varint: entry.count)
            bytes.append(entry)
        }
        bytes.append(exit)
    }

    /// REQUIRES: what `encode` wrote.
    @_lifetime(copy bytes)
    init(decoding bytes: ByteView) {
        var key = KeyReader(bytes)
        start = Int64(decodingPart: &key)
        startPlace = LinePlace(&key)
        let flags = key.readByte()
        let head = 8 + LinePlace.byteCount + 1
        var reader = ByteReader(bytes.slice(head, bytes.count))
        volume =
            flags & Flag.hasVolume == 0
            ? nil : reader.readVarint().map { Int(bitPattern: UInt($0 >> 1) ^ (0 &- UInt($0 & 1))) }
        if flags & Flag.isOneLine != 0 {
            lines = 1
            end = start
            endPlace = startPlace
            exit = bytes.slice(bytes.count - reader.remaining, bytes.count)
            entry = exit
            return
        }
        lines = reader.readCount() ?? 0
        var moment = KeyReader(bytes.slice(bytes.count - reader.remaining, bytes.count))
        end = Int64(decodingPart: &moment)
        endPlace = LinePlace(&moment)
        var rest = ByteReader(moment.rest)
        let count = rest.readCount() ?? 0
        let entryStart = bytes.count - rest.remaining
        entry = bytes.slice(entryStart, entryStart + count)
        exit = bytes.slice(entryStart + count, bytes.count)
    }
}
