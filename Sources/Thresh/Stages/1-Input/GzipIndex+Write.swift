internal import Platform

extension GzipIndex {
    /// Writes the index of a file from the places that a relay found when it was read to its end. It appears whole or not
    /// at all, in place of an older one.
    ///
    /// - Parameter windowsPath: the file that the relay kept its windows in.
    static func write(
        for file: String, size: UInt64, points found: [GzipPoint], windowsPath: String, durable: Bool
    ) throws(SystemError) {
        var points: [GzipPoint] = []
        var windowsEnd = headerBytes
        for point in found where point.byte > points.last?.byte ?? 0 && point.byte < size {
            points.append(point)
            windowsEnd = max(windowsEnd, point.windowEnd)
        }
        let path = path(of: file)
        let temporary = path + "-\(Fork.currentPid)"
        var isRenamed = false
        defer { if !isRenamed { try? FileSystem.removeFile(temporary) } }
        let output = try FileDescriptor.open(temporary, .create)
        var sum = Checksum()
        var text = ByteBuffer()
        for word in [magic] + (try identity(file, size: size)) + [UInt64(points.count), 0, 0, 0] {
            text.append(integer: word)
        }
        try append(&text, &sum, output)
        let windows = try FileDescriptor.open(windowsPath, .read)
        let buffer = try PageBuffer(byteCount: Tuning.readBytes)
        var offset = headerBytes
        while offset < windowsEnd {
            let room = unsafe UnsafeMutableRawBufferPointer(
                rebasing: buffer.bytes.prefix(Int(clamping: windowsEnd - offset)))
            let count = try unsafe windows.readFully(into: room, at: offset)
            if count == 0 { break }
            unsafe text.append(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
            try append(&text, &sum, output)
            offset += UInt64(count)
        }
        for point in points { append(point, to: &text) }
        text.append(integer: windowsEnd)
        try append(&text, &sum, output)
        text.append(integer: sum.value)
        try append(&text, &sum, output)
        if durable { try output.synchronize() }
        try FileSystem.rename(temporary, to: path)
        isRenamed = true
    }

    private static func append(_ point: GzipPoint, to text: inout ByteBuffer) {
        for word in [point.bits, point.produced, point.memberStart, point.windowOffset] { text.append(integer: word) }
        for word in [point.windowLength, point.memberBytes, point.checksum, point.rawKind] {
            text.append(integer: word)
        }
    }

    private static func append(
        _ text: inout ByteBuffer, _ sum: inout Checksum, _ output: borrowing FileDescriptor
    ) throws(SystemError) {
        unsafe sum.update(text.rawBuffer)
        try unsafe output.write(text.rawBuffer)
        text.removeAll()
    }
}
