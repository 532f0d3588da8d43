internal import Platform

/// Finds the input files that a command line names: files, directories (recursively, hidden ones left out), shell
/// patterns, and "-" for standard input.
struct InputCatalog {
    private(set) var files: [InputFile] = []
    /// What directories and patterns yield that is not read, and why.
    private(set) var skipped: [(path: String, reason: String)] = []
    /// Where the files are that the argument has yielded.
    private var found: [FileIdentity: Int] = [:]
    private let spoolPath: String
    private let waitForInput: (Int32) throws(ThreshError) -> Void
    /// Whether a file is read, or, where the second value says so, a directory; nil when all are.
    private let takesPath: ((String, Bool) -> Bool)?
    private var hasStandardInput = false
    /// Which of the arguments is being looked at.
    private var argument = -1
    /// Whether it is the name of the file itself.
    private var isNamed = false
    /// Whether it is not compressed, whatever it looks like.
    private var isPlain = false
    /// What the argument is called, where that is not itself.
    private var name: String?
    /// Directories that are being read, against symbolic links that lead back to them.
    private var ancestors: [FileStatus] = []
    /// What the job itself writes, which is no input of it where a directory has it.
    private let own: [FileStatus]

    /// - Parameters:
    ///   - spoolPath: where to keep standard input when it can be read only once, as a pipe, and what begins the names of
    ///     copies of files whose size is not known; empty where nothing is to be copied.
    ///   - waitForInput: waits until that descriptor is readable, and throws when nothing is to be read any more.
    ///   - takesPath: whether a file is read, or, where the second value says so, a directory; nil when all are.
    ///   - own: what the job writes: files and directories, which need not be there yet.
    init(
        spoolPath: String, takesPath: ((String, Bool) -> Bool)? = nil, own: [String] = [],
        waitForInput: @escaping (Int32) throws(ThreshError) -> Void
    ) {
        self.spoolPath = spoolPath
        self.takesPath = takesPath
        self.own = own.compactMap { try? FileSystem.status($0) }
        self.waitForInput = waitForInput
    }

    /// - Parameters:
    ///   - isPlain: not compressed, whatever it looks like.
    ///   - name: what messages call the file at that path.
    mutating func add(_ argument: String, isPlain: Bool = false, name: String? = nil) throws(ThreshError) {
        self.argument += 1
        self.isPlain = isPlain
        self.name = name
        found.removeAll()
        if argument == "-" || InputCatalog.standardInput.contains(argument) { return try addStandardInput() }
        let argument = FileName.withoutControls(argument)
        let status: FileStatus
        do {
            status = try FileSystem.status(argument)
        } catch {
            let matches = argument.contains { "*?[".contains($0) } ? FileSystem.glob(argument) : []
            if matches.isEmpty { throw InputCatalog.missing(argument, error) }
            for path in matches { try add(path: path) }
            return
        }
        isNamed = true
        defer { isNamed = false }
        try add(path: argument, status)
    }

    /// Other names of standard input.
    private static let standardInput = ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"]

    private struct FileIdentity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// Passes over an argument of which nothing is there.
    mutating func skip() { argument += 1 }

    private mutating func add(path: String) throws(ThreshError) {
        let path = FileName.withoutControls(path)
        let status: FileStatus
        do { status = try FileSystem.status(path) } catch {
            // A link stays when what it leads to is gone; what vanishes itself meanwhile may be under another name, unread.
            if error.leadsNowhere, (try? FileSystem.linkStatus(path).kind) == .link {
                return skipped.append((path, "a link that leads nowhere, which is skipped"))
            }
            throw InputCatalog.missing(path, error)
        }
        try add(path: path, status)
    }

    private mutating func add(path: String, _ status: FileStatus) throws(ThreshError) {
        if let takesPath, !takesPath(path, status.kind == .directory) { return }
        if own.contains(where: { $0.device == status.device && $0.inode == status.inode }),
            !isNamed || status.kind == .regular
        {
            if isNamed { throw ThreshError.wouldBeReplaced(path) }
            return skipped.append((path, "what this command writes, which is none of its input"))
        }
        switch status.kind {
        case .directory:
            if ancestors.contains(where: { $0.device == status.device && $0.inode == status.inode }) { return }
            ancestors.append(status)
            isNamed = false
            defer { ancestors.removeLast() }
            let names: [String]
            do { names = try FileSystem.list(path) } catch { throw InputCatalog.missing(path, error) }
            if ancestors.count > 1, names.contains(WorkFiles.journal),
                ForeignFile.isJournal(path + "/" + WorkFiles.journal)
            {
                return skipped.append((path, "a partial or a state, whose files are no input"))
            }
            // The output of a job is the input of the next: its manifest is none of its records.
            for name in names
            where !name.hasPrefix(".") && name != WorkFiles.success
                // Records that a job left out are no part of its output.
                && (name != WorkFiles.rejects || !names.contains(WorkFiles.success))
            {
                try add(path: path.hasSuffix("/") ? path + name : path + "/" + name)
            }
        case .regular:
            let identity = FileIdentity(device: status.device, inode: status.inode)
            if let known = found[identity] { return skip(path, sameAs: known) }
            do {
                let file = try FileDescriptor.open(path, .read)
                let stamp = try FileStamp(file)
                if stamp.size == 0, try hasContent(file) { return try addUnsized(path, file) }
                let compression = isPlain ? .none : try InputCatalog.compression(of: file, path, size: stamp.size)
                found[identity] = files.count
                files.append(
                    InputFile(
                        path: path, name: name ?? path, argument: argument, size: stamp.size,
                        compression: compression,
                        foreign: isNamed ? nil : try ForeignFile.detect(file)?.noun, stamp: stamp))
            } catch {
                throw (error as? SystemError).map { InputCatalog.missing(path, $0) } ?? ThreshError(any: error)
            }
        case .link, .pipe, .characterDevice, .other:
            // Such lie about in directories, which is told; only one that was asked for by name is read, or worth an error.
            if !isNamed { return skipped.append((path, "a pipe, a socket or a device, which is skipped")) }
            guard status.kind != .other, !spoolPath.isEmpty else {
                throw ThreshError(
                    .missingInput,
                    "\(path): not a regular file; to read a pipe or a device, redirect it and give - as the input")
            }
            try addUnsized(path, try InputCatalog.openPipe(path))
        }
    }

    /// Passes over a second name of a file that the argument yields, as `current.log` beside the newest one: of two names
    /// that which is no link stays.
    private mutating func skip(_ path: String, sameAs known: Int) {
        let file = files[known]
        // One of the directories above it may be the link.
        func isLink(_ path: String) -> Bool { (try? FileSystem.linkStatus(path).kind) == .link }
        guard isLink(file.path), !isLink(path) else {
            return skipped.append((path, "the same file as \(VisibleText.of(file.path)), and read once"))
        }
        files[known] = InputFile(
            path: path, name: name ?? path, argument: argument, size: file.size, compression: file.compression,
            foreign: file.foreign, stamp: file.stamp)
        skipped.append((file.path, "the same file as \(VisibleText.of(path)), and read once"))
    }

    private func hasContent(_ file: borrowing FileDescriptor) throws(SystemError) -> Bool {
        var byte: UInt8 = 0
        return try unsafe withUnsafeMutableBytes(of: &byte) { bytes throws(SystemError) in
            try unsafe file.readFully(into: bytes, at: 0)
        } > 0
    }

    /// What can be read only once, and a file whose size the system does not tell, as those in /proc: it is copied first.
    private mutating func addUnsized(_ path: String, _ file: borrowing FileDescriptor) throws(ThreshError) {
        if spoolPath.isEmpty {
            throw ThreshError(.missingInput, "\(path): the system does not tell its size; copy it, and name the copy")
        }
        let copy = spoolPath + "-\(files.count)"
        let size = try spool(file, to: copy)
        let spooled = try attempt { () throws(SystemError) in try FileDescriptor.open(copy, .read) }
        let compression = isPlain ? .none : try InputCatalog.compression(of: spooled, path, size: size)
        files.append(
            InputFile(path: copy, name: name ?? path, argument: argument, size: size, compression: compression))
    }

    /// - Throws: `.badData` for nothing in place of compressed data, which even of no line has a header.
    private static func compression(
        of file: borrowing FileDescriptor, _ path: String, size: UInt64
    ) throws(ThreshError) -> Compression {
        let compression = try Compression.detect(file, name: path)
        if size > 0 || compression == .none { return compression }
        throw ThreshError(
            .badData,
            "\(path): \(compression) data ends too early: the file is empty, as a full disk leaves it; make it again, or leave it out"
        )
    }

    private mutating func addStandardInput() throws(ThreshError) {
        if hasStandardInput { throw ThreshError(.usage, "standard input (-) is named twice; it can be read only once") }
        hasStandardInput = true
        let input = try InputCatalog.openStandardInput()
        let status = try attempt { () throws(SystemError) in try input.status() }
        // A redirected file can be read in chunks like any other, by every process, unless a part of it was read before.
        var path = "/proc/self/fd/0"
        var size = status.size
        var stamp: FileStamp?
        if status.kind == .directory {
            throw ThreshError(.missingInput, "standard input is a directory; redirect a file")
        }
        if status.kind != .regular || input.position != 0 || (try? FileDescriptor.open(path, .read)) == nil {
            path = spoolPath
            size = try spool(input, to: spoolPath)
        } else {
            let found = try attempt { () throws(SystemError) in try FileStamp(input) }
            (size, stamp) = (found.size, found)
        }
        let file = try attempt { [path] () throws(SystemError) in try FileDescriptor.open(path, .read) }
        files.append(
            InputFile(
                path: path, name: "-", argument: argument, size: size, compression: try Compression.detect(file),
                stamp: stamp))
    }

    private static func openStandardInput() throws(ThreshError) -> FileDescriptor {
        do throws(SystemError) {
            return try Terminal.duplicate(Terminal.input, name: "standard input")
        } catch {
            throw ThreshError(.missingInput, "standard input is closed; redirect it, or name a file")
        }
    }

    private static func openPipe(_ path: String) throws(ThreshError) -> FileDescriptor {
        do throws(SystemError) { return try FileDescriptor.open(path, .readNonBlocking) } catch {
            throw missing(path, error)
        }
    }

    /// Copies what is left to read to a file: a chunk of it can then be read again when the process that had it dies.
    private func spool(_ input: borrowing FileDescriptor, to path: String) throws(ThreshError) -> UInt64 {
        let spool = try attempt { () throws(SystemError) in try FileDescriptor.open(path, .createNew) }
        let buffer = ByteBuffer(capacity: Tuning.readBytes)
        let room = unsafe UnsafeMutableRawBufferPointer(start: buffer.base, count: Tuning.readBytes)
        var size: UInt64 = 0
        do {
            while true {
                try waitForInput(input.rawValue)
                let count = try unsafe input.read(into: room)
                if count == 0 { return size }
                try unsafe spool.write(UnsafeRawBufferPointer(rebasing: room[..<count]))
                size += UInt64(count)
            }
        } catch {
            throw ThreshError(any: error)
        }
    }

    private static func missing(_ path: String, _ error: SystemError) -> ThreshError {
        ThreshError(.missingInput, "\(path): \(error.reason); check the path and its permissions")
    }
}
