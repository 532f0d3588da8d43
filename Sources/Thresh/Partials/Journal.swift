internal import CXXHash
internal import Platform

/// The journal of a partial, as it was read: what is in it exists, and nothing else.
struct Journal {
    /// The directory.
    let path: String
    let header: PartialHeader
    /// Of a state: what is known of its inputs.
    private(set) var files: [StateFile] = []
    var entries: [PartialEntry] = []
    /// Whether all that the partial is to cover is in it.
    var isComplete = false
    /// Where the first entry begins that was not written whole, or is no entry; nil where there is none.
    private(set) var damage: UInt64?
    /// Whether what is there of that entry may be the beginning of one, as where its writer was killed.
    private(set) var isCutOff = false

    /// Reads up to the first entry that was not written whole.
    ///
    /// - Parameter isState: whether it is to be that of a state; else of a partial.
    init(path: String, isState: Bool = false) throws(ThreshError) {
        let bytes = try Journal.bytes(of: path)
        let magic = bytes.count < 8 ? 0 : bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
        guard magic == (isState ? PartialFormat.stateMagic : PartialFormat.magic) else {
            if !isState && magic == PartialFormat.stateMagic {
                throw ThreshError(
                    .badData, "\(path): is a state, whose answer the command gives that made it, with --state")
            }
            if isState && magic == PartialFormat.magic {
                throw ThreshError(.badData, "\(path): is a partial and no state; choose another directory")
            }
            throw ThreshError(
                .badData,
                "\(path): its journal is none that this program knows; make the partial anew with this version")
        }
        self.path = path
        var position = 8
        var header: PartialHeader?
        var entries: [PartialEntry] = []
        while position < bytes.count {
            guard let (entry, end) = Journal.entry(in: bytes, at: position) else {
                damage = UInt64(position)
                isCutOff = Journal.isCutOff(bytes, at: position)
                break
            }
            switch entry {
            case .header(let value) where header == nil: header = value
            case .files(let value) where isState && header != nil && entries.isEmpty: files = value
            case .runs(let value) where header != nil && !isComplete: entries.append(value)
            case .end(let count) where count == entries.count: isComplete = true
            default: damage = UInt64(position)
            }
            if damage != nil { break }
            position = end
        }
        guard let header else {
            throw ThreshError(.badData, "\(path): its journal ends before it says what it is of; make it anew")
        }
        self.header = header
        self.entries = entries
        // What follows the end belongs to nothing.
        if damage != nil { isComplete = false }
    }

    private static func isCutOff(_ bytes: [UInt8], at start: Int) -> Bool {
        let begin = start + PartialFormat.entryHeaderBytes
        if begin > bytes.count { return true }
        let length = bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | Int($1) }
        return length > bytes.count - begin
    }

    private static func bytes(of path: String) throws(ThreshError) -> [UInt8] {
        let name = path + "/" + WorkFiles.journal
        guard FileSystem.exists(name) else {
            throw ThreshError(
                .missingInput,
                "\(path): no partial (there is no \(WorkFiles.journal) in it); name what --partial made")
        }
        let file = try attempt { () throws(SystemError) in try FileDescriptor.open(name, .read) }
        let size = try attempt { () throws(SystemError) in try file.status().size }
        let buffer = ByteBuffer(capacity: Int(size))
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: Int(size))
        let count: Int
        do { count = try unsafe file.readFully(into: room, at: 0) } catch { throw ThreshError(error) }
        return unsafe [UInt8](UnsafeRawBufferPointer(rebasing: room[..<count]))
    }

    private static func entry(in bytes: [UInt8], at start: Int) -> (PartialFormat.Entry, Int)? {
        func number(_ place: Int, _ count: Int) -> UInt64 {
            bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let begin = start + PartialFormat.entryHeaderBytes
        guard begin <= bytes.count else { return nil }
        let length = Int(number(start, 4))
        guard length <= bytes.count - begin else { return nil }
        return unsafe bytes.withUnsafeBytes { bytes in
            let payload = unsafe UnsafeRawBufferPointer(rebasing: bytes[begin..<begin + length])
            guard unsafe XXH3_64bits(payload.baseAddress, payload.count) == number(start + 4, 8),
                let entry = unsafe PartialFormat.entry(in: ByteView(payload))
            else { return nil }
            return (entry, begin + length)
        }
    }

    /// Why a run is not what the journal says; nil where it is.
    func fault(of run: PartialEntry.Run) -> String? {
        do throws(ThreshError) {
            if run.rows != nil {
                let found = try PartFile.summary(of: path + "/" + run.name)
                return found.byteCount == run.size && found.checksum == run.checksum
                    ? nil : "it is another than the journal says"
            }
            let found = try RunFile(path: path + "/" + run.name)
            let size = try attempt { () throws(SystemError) in try found.file.status().size }
            if size != run.size || found.checksum != run.checksum { return "it is another than the journal says" }
            if found.extents.count != header.partitions.count { return "it has other partitions" }
            return nil
        } catch {
            return FileSystem.exists(path + "/" + run.name) ? "it is damaged" : "it is missing"
        }
    }
}

/// Appends to the journal of a partial. Its entries are written one after another, each with one call.
final class JournalWriter {
    /// The directory.
    let path: String
    private let file: FileDescriptor
    private let isDurable: Bool
    private var entries = 0
    private var buffer = ByteBuffer()

    /// Begins a journal in place of an older one, with what is kept of that.
    ///
    /// - Parameter files: what is known of the inputs of a state; nil for a partial.
    init(
        _ path: String, _ header: PartialHeader, files: [StateFile]? = nil, keeping kept: [PartialEntry], durable: Bool
    ) throws(ThreshError) {
        self.path = path
        isDurable = durable
        let name = path + "/" + WorkFiles.journal
        let new = name + ".new"
        file = try attempt { () throws(SystemError) in try FileDescriptor.open(new, .create) }
        buffer.append(integer: files == nil ? PartialFormat.magic : PartialFormat.stateMagic)
        try flush()
        try append(.header(header))
        if let files { try append(.files(files)) }
        for entry in kept { try append(entry) }
        // Now the older one may go.
        try attempt { () throws(SystemError) in try FileSystem.rename(new, to: name) }
        if durable { try attempt { () throws(SystemError) in try FileSystem.synchronizeDirectory(path) } }
    }

    func append(_ entry: PartialEntry) throws(ThreshError) {
        if isDurable {
            try attempt { () throws(SystemError) in
                for run in entry.runs { try FileDescriptor.open(path + "/" + run.name, .read).synchronize() }
                try FileSystem.synchronizeDirectory(path)
            }
        }
        try append(.runs(entry))
        entries += 1
    }

    /// Says that there will be no more.
    func finish() throws(ThreshError) { try append(.end(entries)) }

    private func append(_ entry: PartialFormat.Entry) throws(ThreshError) {
        var payload = ByteBuffer()
        PartialFormat.append(entry, to: &payload)
        buffer.append(integer: UInt32(payload.count))
        buffer.append(integer: unsafe XXH3_64bits(payload.rawBuffer.baseAddress, payload.count))
        buffer.append(payload.view)
        try flush()
    }

    private func flush() throws(ThreshError) {
        try attempt { () throws(SystemError) in
            try unsafe file.write(buffer.rawBuffer)
            if isDurable { try file.synchronize() }
        }
        buffer.removeAll()
    }
}
