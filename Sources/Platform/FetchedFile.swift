internal import Glibc

/// A file that a command reads instead of the kernel, as an object of a store is. Its name is a URI.
///
/// What is asked for of it is fetched into a file without a name, among temporary files, so that whoever reads has a
/// descriptor as of any other. What was not fetched cannot be read: each read sees to it first.
package final class FetchedFile {
    /// Bytes of the least fetch, unless the file ends. Reads that go on where the last fetch ended double it.
    private static let least: UInt64 = 1 << 20
    private static let most: UInt64 = 64 << 20

    // SAFETY: set by `begin`, before the only thread of the process opens a file.
    nonisolated(unsafe) private static var commands: (read: String, size: String?)?
    // SAFETY: processes that fetch have one thread; a forked one has the files as they were, and fetches what it misses.
    nonisolated(unsafe) private static var files: [String: FetchedFile] = [:]

    private let name: String
    private let copy: FileDescriptor
    private let size: UInt64
    /// What is there, apart from each other, in no order.
    private var fetched: [Range<UInt64>] = []
    private var ahead = FetchedFile.least

    // MARK: names

    /// Has every file whose name is a URI read by commands of a shell. REQUIRES: one thread, now and later.
    ///
    /// - Parameters:
    ///   - read: prints `{length}` bytes of `{path}` from `{offset}` on, the last at `{last}`; all of it where these are not in it.
    ///   - size: prints how many bytes `{path}` has. REQUIRES: given where `read` prints a part.
    package static func begin(read: String, size: String?) { unsafe commands = (read, size) }

    /// Whether a command prints a part of a file: else there is no use in reading it at several places.
    package static func areParts(_ command: String) -> Bool {
        ["{offset}", "{length}", "{last}"].contains { command.contains($0) }
    }

    /// Whether a name begins with a scheme and `://`.
    package static func isURI(_ path: String) -> Bool {
        guard let colon = path.utf8.firstIndex(of: UInt8(ascii: ":")), path.utf8[colon...].starts(with: "://".utf8)
        else { return false }
        let scheme = path.utf8[..<colon]
        return !scheme.isEmpty
            && scheme.allSatisfy {
                switch $0 | 0x20 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): true
                default: UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "+-.".utf8.contains($0)
                }
            }
    }

    /// Whether how long a file is can be told without reading it.
    package static var tellsSizes: Bool { unsafe commands?.size != nil }

    /// Whether there is a file of this name; false where no command says so.
    package static func exists(_ path: String) -> Bool {
        guard let commands = unsafe commands else { return false }
        let call = StoreCommand(option: "--open", command: commands.size ?? commands.read, name: path)
        guard let printed = try? call.start([("{path}", path)], isSilent: true),
            let piece = try? PageBuffer(byteCount: 256 << 10)
        else { return false }
        while let count = try? unsafe printed.output.read(into: piece.bytes), count > 0 {}
        return (try? call.check(printed.wait())) != nil
    }

    /// Has a command put a file of the system where `path` says, `{file}` to `{path}`.
    package static func put(_ file: String, as path: String, _ command: String) throws(SystemError) {
        let call = StoreCommand(option: "--put", command: command, name: path)
        let printed = try call.start([("{file}", file), ("{path}", path)])
        let piece = try PageBuffer(byteCount: 64 << 10)
        while true {
            let count = try unsafe printed.output.read(into: piece.bytes)
            if count == 0 { break }
            try? unsafe FileDescriptor.write(
                UnsafeRawBufferPointer(rebasing: piece.bytes[..<count]), to: STDERR_FILENO, named: "standard error")
        }
        try call.check(try printed.wait())
    }

    /// Whether the file is fetched as a whole, whatever is read of it.
    package static func isWhole(_ path: String) -> Bool {
        guard let commands = unsafe commands, isURI(path) else { return false }
        return !areParts(commands.read)
    }

    /// Fetches a range that is going to be read, at once; does nothing for a file of the system.
    package static func expect(_ path: String, _ range: Range<UInt64>) throws(SystemError) {
        try named(path)?.provide(range, isAll: true)
    }

    /// The file of this name; nil for one of the system.
    static func named(_ path: String) throws(SystemError) -> FetchedFile? {
        guard let commands = unsafe commands, isURI(path) else { return nil }
        if let known = unsafe files[path] { return known }
        let file = try FetchedFile(path, read: commands.read, size: commands.size)
        unsafe files[path] = file
        return file
    }

    // MARK: reading

    private init(_ name: String, read: String, size command: String?) throws(SystemError) {
        self.name = name
        copy = try FetchedFile.temporary()
        if FetchedFile.areParts(read) {
            let answer = try FetchedFile.temporary()
            _ = try FetchedFile.run(command ?? "", "--size", of: name, nil, into: answer, from: 0)
            let words = try answer.contents().split { $0 <= 0x20 }
            guard words.count == 1, let size = UInt64(String(decoding: words[0], as: UTF8.self)), size < 1 << 62 else {
                throw SystemError(ofStore: name, "the command of --size printed no number of bytes")
            }
            self.size = size
            try copy.truncate(to: size)
        } else {
            size = try FetchedFile.run(read, "--open", of: name, nil, into: copy, from: 0)
            fetched = [0..<size]
        }
        holdTime()
    }

    /// A descriptor of its own, with its own position.
    func open() throws(SystemError) -> FileDescriptor {
        let file = try FileDescriptor.open("/proc/self/fd/\(copy.rawValue)", .read)
        return FileDescriptor(owning: file.release(), path: name, fetched: self)
    }

    func status() throws(SystemError) -> FileStatus { try copy.status() }

    /// Fetches what of a range is not there yet, and what is likely to be read next.
    ///
    /// - Parameter isAll: nothing is read next.
    func provide(_ wanted: Range<UInt64>, isAll: Bool = false) throws(SystemError) {
        let end = min(wanted.upperBound, size)
        var start = wanted.lowerBound
        while start < end {
            if let known = fetched.first(where: { $0.contains(start) }) {
                start = known.upperBound
                continue
            }
            let goesOn = fetched.contains { $0.upperBound == start }
            ahead = goesOn ? min(ahead * 2, FetchedFile.most) : FetchedFile.least
            let next = fetched.lazy.map(\.lowerBound).filter { $0 > start }.min() ?? size
            try fetch(start..<min(next, isAll ? end : max(end, start + ahead)))
        }
    }

    private func fetch(_ range: Range<UInt64>) throws(SystemError) {
        guard let commands = unsafe FetchedFile.commands else { return }
        let end = try FetchedFile.run(commands.read, "--open", of: name, range, into: copy, from: range.lowerBound)
        guard end == range.upperBound else {
            throw SystemError(
                ofStore: name,
                """
                the command of --open printed \(end - range.lowerBound) bytes, and was asked for \(range.count) from byte \
                \(range.lowerBound) on
                """)
        }
        fetched.append(range)
        holdTime()
    }

    /// So that nobody takes what is fetched for a change of the file.
    private func holdTime() {
        var times = [timespec(), timespec()]
        unsafe _ = futimens(copy.rawValue, &times)
    }

    // MARK: commands

    private static func temporary() throws(SystemError) -> FileDescriptor {
        var template = FileName.bytes((Machine.environment("TMPDIR") ?? "/tmp") + "/thresh-fetched-XXXXXX") + [0]
        let raw = try retrying("open", "a temporary file in TMPDIR") {
            unsafe template.withUnsafeMutableBytes { bytes in
                let name = unsafe bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
                let raw = unsafe mkstemp(name)
                if raw >= 0 { unsafe _ = unlink(name) }
                return raw
            }
        }
        _ = fcntl(raw, F_SETFD, FD_CLOEXEC)
        return FileDescriptor(owning: raw, path: "a temporary file")
    }

    /// Runs a command, and writes what it prints into a file from there on. Returns where that ended.
    private static func run(
        _ command: String, _ option: String, of name: String, _ range: Range<UInt64>?,
        into copy: borrowing FileDescriptor, from start: UInt64
    ) throws(SystemError) -> UInt64 {
        var words: [(String, String)] = []
        if let range {
            words = [("{offset}", "\(range.lowerBound)"), ("{last}", "\(range.upperBound - 1)")]
            words.append(("{length}", "\(range.count)"))
        }
        let call = StoreCommand(option: option, command: command, name: name)
        let printed = try call.start(words + [("{path}", name)])
        let piece = try PageBuffer(byteCount: 256 << 10)
        var end = start
        while true {
            let count = try unsafe printed.output.read(into: piece.bytes)
            if count == 0 { break }
            try unsafe copy.write(UnsafeRawBufferPointer(rebasing: piece.bytes[..<count]), at: end)
            end += UInt64(count)
            // More than was asked for has no end that would be waited for.
            if let range, end > range.upperBound {
                try printed.kill()
                return end
            }
        }
        try call.check(try printed.wait())
        return end
    }
}
