#if DEBUG || FUZZING
    import CXXHash
    import Platform

    @testable import Thresh

    nonisolated(unsafe) private let scratch = ScratchFile("fuzz")
    nonisolated(unsafe) private let decompressor = try! Decompressor()

    /// The bytes as a run file, or with the checksum that they should have, so that what is behind that is reached.
    func fuzzRuns(_ bytes: UnsafeRawBufferPointer) {
        var file = unsafe [UInt8](bytes)
        if file.first == 1 { file = withChecksum(Array(file.dropFirst())) }
        unsafe file.withUnsafeBytes { unsafe scratch.fill($0) }
        guard let count = (try? RunFile(path: scratch.path).extents.count) else { return }
        for partition in 0..<min(count, 4) {
            // Also as where there is no room for longer records.
            let room = file.count % 2 == 0 ? 64 : Int.max
            guard
                var cursor = try? RunCursor.open(
                    scratch.path, partition: partition, decompressor: decompressor, room: room)
            else { continue }
            var whole = ByteBuffer()
            var left = 1000
            while !cursor.isDone && left > 0 {
                left -= 1
                do {
                    try cursor.complete(in: &whole)
                    try cursor.advance()
                } catch { break }
            }
        }
    }

    /// Completes header and trailer: magic numbers, the index's place and its checksum. The last byte says how many partitions.
    private func withChecksum(_ content: [UInt8]) -> [UInt8] {
        func little(_ number: UInt64, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
        }
        guard let last = content.last else { return [] }
        let partitions = min(Int(last) % 4 + 1, content.count / RunFormat.indexEntryBytes)
        let index = Array(content.suffix(partitions * RunFormat.indexEntryBytes))
        let width: UInt64 = content.count % 3 == 0 ? 8 : UInt64(RunFormat.variableWidth)
        let checksum = unsafe index.withUnsafeBytes { unsafe XXH3_64bits($0.baseAddress, $0.count) }
        let header = little(RunFormat.magic, 8) + little(width, 8)
        return header + content + little(checksum, 8)
            + little(UInt64(header.count + content.count - index.count), 8) + little(UInt64(partitions), 4)
            + little(width, 4) + little(RunFormat.magic, 8)
    }

    private let journalDirectory: String = {
        let path = "/tmp/thresh-fuzz-\(Fork.currentPid)"
        try! FileSystem.createDirectory(path)
        return path
    }()

    func fuzzJournal(_ bytes: UnsafeRawBufferPointer) {
        let path = journalDirectory + "/journal"
        if let file = try? FileDescriptor.open(path, .create) { unsafe try? file.write(bytes) }
        for isState in [false, true] {
            guard let journal = try? Journal(path: journalDirectory, isState: isState) else { continue }
            for run in journal.entries.flatMap(\.runs).prefix(3) { _ = journal.fault(of: run) }
        }
        // An entry behind its checksum.
        guard let entry = unsafe PartialFormat.entry(in: ByteView(bytes)) else { return }
        var again = ByteBuffer()
        PartialFormat.append(entry, to: &again)
        let copy = PartialFormat.entry(in: again.view)
        var other = ByteBuffer()
        if let copy { PartialFormat.append(copy, to: &other) }
        expect(unsafe again.rawBuffer.elementsEqual(other.rawBuffer), "an entry does not come back")
    }

    func fuzzGzipIndex(_ bytes: UnsafeRawBufferPointer) {
        let file = journalDirectory + "/a.gz"
        if !FileSystem.exists(file), let target = try? FileDescriptor.open(file, .create) {
            try? target.write([UInt8](repeating: 31, count: 5000))
        }
        // With the checksum that it should have, and as it is.
        var content = unsafe [UInt8](bytes)
        if content.count > 8, content[0] & 1 == 1 {
            var checksum = Checksum()
            unsafe content.dropLast(8).withUnsafeBytes { unsafe checksum.update($0) }
            for place in 0..<8 {
                content[content.count - 8 + place] = UInt8(truncatingIfNeeded: checksum.value >> (8 * UInt64(place)))
            }
        }
        if let target = try? FileDescriptor.open(GzipIndex.path(of: file), .create) { try? target.write(content) }
        _ = GzipIndex.load(for: file, size: 5000)
    }

    func fuzzDecompressor(_ bytes: UnsafeRawBufferPointer, _ compression: Compression) {
        // Only a file with a mark is taken for UTF-16.
        if compression == .utf16 && bytes.count < 2 { return }
        unsafe scratch.fill(bytes)
        var room = [UInt8](repeating: 0, count: 64 << 10)
        if var source = try? InputSource(path: scratch.path, compression: compression) {
            // What a few bytes may become is without bound.
            var left = 64
            while left > 0, let count = try? unsafe room.withUnsafeMutableBytes({ try unsafe source.read(into: $0) }),
                count > 0
            {
                left -= 1
            }
        }
        guard let file = try? FileDescriptor.open(scratch.path, .read) else { return }
        let size = UInt64(bytes.count)
        if compression == .zstd, let divisions = try? ZstdFrames.divisions(of: file, size: size) {
            for division in divisions { expect(division.offset <= size, "a frame behind the end") }
        }
        if compression == .gzip { _ = try? BGZFMembers.points(of: file, size: size, spacing: 1) }
    }
#endif
