internal import Platform

extension GzipIndex {
    /// Looks for the index of a file, and whether it is whole and of this file.
    package static func load(for file: String, size: UInt64) -> Finding {
        let path = path(of: file)
        guard FileSystem.exists(path) else { return .absent }
        do {
            let reader = try FileDescriptor.open(path, .read)
            let length = try reader.status().size
            guard length >= headerBytes + trailerBytes else { return .unfit("it is not complete") }
            let header = try integers(6, at: 0, reader)
            let trailer = try integers(2, at: length - trailerBytes, reader)
            guard header.count == 6, trailer.count == 2, header[0] == magic else {
                return .unfit("it is not an index of this version of thresh")
            }
            let (count, table) = (header[4], trailer[0])
            guard count < length, table >= headerBytes, table < length,
                table + count * pointBytes + trailerBytes == length,
                try checksum(of: reader, upTo: length - 8) == trailer[1]
            else { return .unfit("it is damaged") }
            guard try identity(file, size: size) == Array(header[1...3]) else {
                return .unfit("the file has changed since it was written")
            }
            guard let points = try readPoints(Int(count), at: table, reader, size: size) else {
                return .unfit("it is damaged")
            }
            return .found(GzipIndex(points: points, path: path))
        } catch {
            return .unfit("\(error)")
        }
    }

    private static func readPoints(
        _ count: Int, at table: UInt64, _ reader: borrowing FileDescriptor, size: UInt64
    ) throws(SystemError) -> [GzipPoint]? {
        var points: [GzipPoint] = []
        points.reserveCapacity(count)
        var last = GzipPoint.member(at: 0, produced: 0, windowOffset: headerBytes)
        let words = try integers(count * Int(pointBytes) / 8, at: table, reader)
        guard words.count == count * Int(pointBytes) / 8 else { return nil }
        for index in 0..<count {
            let word = words[index * 6..<index * 6 + 6]
            func half(_ number: Int) -> UInt32 {
                UInt32(truncatingIfNeeded: word[word.startIndex + number / 2] >> (number % 2 == 0 ? 0 : 32))
            }
            let point = GzipPoint(
                bits: word[word.startIndex], produced: word[word.startIndex + 1],
                memberStart: word[word.startIndex + 2], windowOffset: word[word.startIndex + 3],
                windowLength: half(8), memberBytes: half(9), checksum: half(10), rawKind: half(11))
            guard point.byte > last.byte, point.byte < size, point.produced >= last.produced,
                point.windowOffset >= headerBytes, point.windowOffset <= table, point.windowEnd <= table,
                GzipPoint.Kind(rawValue: point.rawKind) != nil
            else { return nil }
            points.append(point)
            last = point
        }
        return points
    }

    private static func integers(
        _ count: Int, at offset: UInt64, _ reader: borrowing FileDescriptor
    ) throws(SystemError) -> [UInt64] {
        let buffer = try PageBuffer(byteCount: count * 8)
        let read = try unsafe reader.readFully(
            into: UnsafeMutableRawBufferPointer(rebasing: buffer.bytes[..<(count * 8)]), at: offset)
        return (0..<read / 8).map {
            UInt64(littleEndian: unsafe buffer.base.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
        }
    }

    private static func checksum(
        of reader: borrowing FileDescriptor, upTo end: UInt64
    ) throws(SystemError) -> UInt64 {
        let buffer = try PageBuffer(byteCount: Tuning.readBytes)
        var sum = Checksum()
        var offset: UInt64 = 0
        while offset < end {
            let room = unsafe UnsafeMutableRawBufferPointer(
                rebasing: buffer.bytes.prefix(Int(clamping: end - offset)))
            let count = try unsafe reader.readFully(into: room, at: offset)
            if count == 0 { break }
            unsafe sum.update(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
            offset += UInt64(count)
        }
        return sum.value
    }
}
