internal import Platform

/// Finds the input files that a command line names: files, directories (recursively, hidden ones left out), shell
/// patterns, and "-" for standard input.
struct InputCatalog {
    private(set) var files: [InputFile] = []
    /// What is in the directories and cannot be read as a file: pipes, sockets, devices, links that lead nowhere.
    private(set) var skipped: [(path: String, what: String)] = []
    private let spoolPath: String
    private let waitForInput: (Int32) throws(ThreshError) -> Void
    /// Whether a file is read, or, where the second value says so, a directory; nil when all are.
    private let takesPath: ((String, Bool) -> Bool)?
    private var hasStandardInput = false
    /// Which of the arguments is being looked at.
    private var argument = -1
    /// Whether it is not compressed, whatever it looks like.
    private var isPlain = false
    /// What the argument is called, where that is not itself.
    private var name: String?
    /// Directories that are being read, against symbolic links that lead back to them.
    private var ancestors: [FileStatus] = []

    /// - Parameters:
    ///   - spoolPath: where to keep standard input when it can be read only once, as a pipe, and what begins the names of
    ///     copies of files whose size is not known; empty where nothing is to be copied.
    ///   - waitForInput: waits until that descriptor is readable, and throws when nothing is to be read any more.
    ///   - takesPath: whether a file is read, or, where the second value says so, a directory; nil when all are.
    init(
        spoolPath: String, takesPath: ((String, Bool) -> Bool)? = nil,
        waitForInput: @escaping (Int32) throws(ThreshError) -> Void
    ) {
        self.spoolPath = spoolPath
        self.takesPath = takesPath
        self.waitForInput = waitForInput
    }

    /// - Parameters:
    ///   - isPlain: not compressed, whatever it looks like.
    ///   - name: what messages call the file at that path.
    mutating func add(_ argument: String, isPlain: Bool = false, name: String? = nil) throws(ThreshError) {
        self.argument += 1
        self.isPlain = isPlain
        self.name = name
        if argument == "-" { return try addStandardInput() }
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
        try add(path: argument, status)
    }

    /// Passes over an argument of which nothing is there.
    mutating func skip() { argument += 1 }

    private mutating func add(path: String) throws(ThreshError) {
        let path = FileName.withoutControls(path)
        let status: FileStatus
        do { status = try FileSystem.status(path) } catch {
            // A link stays when what it leads to is gone; what vanishes itself meanwhile may be under another name, unread.
            if !ancestors.isEmpty, error.leadsNowhere, (try? FileSystem.linkStatus(path))?.kind == .other {
                return skipped.append((path, "a link that leads nowhere"))
            }
            throw InputCatalog.missing(path, error)
        }
        try add(path: path, status)
    }

    private mutating func add(path: String, _ status: FileStatus) throws(ThreshError) {
        if let takesPath, !takesPath(path, status.kind == .directory) { return }
        switch status.kind {
        case .directory:
            if ancestors.contains(where: { $0.device == status.device && $0.inode == status.inode }) { return }
            ancestors.append(status)
            defer { ancestors.removeLast() }
            let names: [String]
            do { names = try FileSystem.list(path) } catch { throw InputCatalog.missing(path, error) }
            // The output of a job is the input of the next: its manifest is none of its records.
            for name in names
            where !name.hasPrefix(".") && name != WorkFiles.success
                // Records that a job left out are no part of its output.
                && (name != WorkFiles.rejects || !names.contains(WorkFiles.success))
            {
                try add(path: path.hasSuffix("/") ? path + name : path + "/" + name)
            }
        case .regular:
            do {
                let file = try FileDescriptor.open(path, .read)
                if status.size == 0, try hasContent(file) { return try addUnsized(path, file) }
                files.append(
                    InputFile(
                        path: path, name: name ?? path, argument: argument, size: status.size,
                        compression: isPlain ? .none : try Compression.detect(file)))
            } catch {
                throw (error as? SystemError).map { InputCatalog.missing(path, $0) } ?? ThreshError(any: error)
            }
        case .other:
            // Sockets and the like lie about in directories, which is told; only one that was asked for by name is worth an
            // error.
            if !ancestors.isEmpty { return skipped.append((path, "a pipe, a socket or a device")) }
            throw ThreshError(
                .missingInput,
                "\(path): not a regular file; to read a pipe or a device, redirect it and give - as the input")
        }
    }

    private func hasContent(_ file: borrowing FileDescriptor) throws(SystemError) -> Bool {
        var byte: UInt8 = 0
        return try unsafe withUnsafeMutableBytes(of: &byte) { bytes throws(SystemError) in
            try unsafe file.readFully(into: bytes, at: 0)
        } > 0
    }

    /// A file whose size the system does not tell, as those in /proc: its content is made while it is read, so it is copied
    /// first, as a pipe's is.
    private mutating func addUnsized(_ path: String, _ file: borrowing FileDescriptor) throws(ThreshError) {
        if spoolPath.isEmpty {
            throw ThreshError(.missingInput, "\(path): the system does not tell its size; copy it, and name the copy")
        }
        let copy = spoolPath + "-\(files.count)"
        let size = try spool(file, to: copy)
        let spooled = try attempt { () throws(SystemError) in try FileDescriptor.open(copy, .read) }
        let detected = try Compression.detect(spooled)
        files.append(
            InputFile(
                path: copy, name: name ?? path, argument: argument, size: size,
                compression: isPlain ? .none : detected))
    }

    private mutating func addStandardInput() throws(ThreshError) {
        if hasStandardInput { throw ThreshError(.usage, "standard input (-) is named twice; it can be read only once") }
        hasStandardInput = true
        let input = try attempt { () throws(SystemError) in
            try Terminal.duplicate(Terminal.input, name: "standard input")
        }
        let status = try attempt { () throws(SystemError) in try input.status() }
        // A redirected file can be read in chunks like any other, by every process, unless a part of it was read before.
        var path = "/proc/self/fd/0"
        var size = status.size
        if status.kind == .directory {
            throw ThreshError(.missingInput, "standard input is a directory; redirect a file")
        }
        if status.kind == .other || input.position != 0 || (try? FileDescriptor.open(path, .read)) == nil {
            path = spoolPath
            size = try spool(input, to: spoolPath)
        }
        let file = try attempt { [path] () throws(SystemError) in try FileDescriptor.open(path, .read) }
        files.append(
            InputFile(
                path: path, name: "-", argument: argument, size: size, compression: try Compression.detect(file)))
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
