private import CThresh
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

    /// Has every file whose name has `://` read by commands of a shell. REQUIRES: one thread, now and later.
    ///
    /// - Parameters:
    ///   - read: prints `{length}` bytes of `{path}` from `{offset}` on, the last at `{last}`; all of it where these are not in it.
    ///   - size: prints how many bytes `{path}` has. REQUIRES: given where `read` prints a part.
    package static func begin(read: String, size: String?) { unsafe commands = (read, size) }

    /// Whether a command prints a part of a file: else there is no use in reading it at several places.
    package static func areParts(_ command: String) -> Bool {
        ["{offset}", "{length}", "{last}"].contains { command.contains($0) }
    }

    package static func isURI(_ path: String) -> Bool { path.contains("://") }

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
                throw SystemError(name, "the command of --size printed no number of bytes")
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
                name,
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
        let input = try FileDescriptor.open("/dev/null", .read)
        let ends = try FileDescriptor.pipe()
        let guardian = FileDescriptor(owning: ends.write, path: "its group")
        let group = FileDescriptor(owning: ends.read, path: "its group")
        let pipe = try FileDescriptor.pipe()
        let printed = FileDescriptor(owning: pipe.read, path: "what \(option) prints")
        let output = FileDescriptor(owning: pipe.write, path: "what \(option) prints")
        let streams = [input.rawValue, output.rawValue, STDERR_FILENO]
        let text = filled(command, name, range)
        var raw: Int32 = -1
        let pid = unsafe CurrentProgram.withEnvironment(adding: [:]) { variables in
            unsafe thresh_spawn_shell(text, variables, streams, group.rawValue, &raw)
        }
        if pid < 0 { throw SystemError(code: -pid, operation: "exec", subject: "/bin/sh") }
        let pidfd = FileDescriptor(owning: raw, path: "process \(pid)")
        try output.close()
        let piece = try PageBuffer(byteCount: 256 << 10)
        var end = start
        while true {
            let count = try unsafe printed.read(into: piece.bytes)
            if count == 0 { break }
            try unsafe copy.write(UnsafeRawBufferPointer(rebasing: piece.bytes[..<count]), at: end)
            end += UInt64(count)
            // More than was asked for has no end that would be waited for.
            if let range, end > range.upperBound { break }
        }
        let isTooMuch = range.map { end > $0.upperBound } ?? false
        if isTooMuch { Fork.signal(pidfd.rawValue, SIGKILL) }
        let ending = try Fork.wait(pid, blocking: true)
        // Whatever it left running ends with it.
        try guardian.close()
        if isTooMuch { return end }
        guard let ending, ending.signal == 0, ending.code == 0 else {
            let how = ending.map {
                $0.signal == 0 ? "ended with exit code \($0.code)" : "was killed by signal \($0.signal)"
            }
            throw SystemError(name, "the command of \(option) \(how ?? "is lost")")
        }
        return end
    }

    private static func filled(_ command: String, _ name: String, _ range: Range<UInt64>?) -> String {
        var text = command
        if let range {
            for (word, number) in [("{offset}", range.lowerBound), ("{last}", range.upperBound - 1)] {
                text = text.replacing(word, with: "\(number)")
            }
            text = text.replacing("{length}", with: "\(range.count)")
        }
        return text.replacing("{path}", with: shellWord(name))
    }

    /// A name as a word of the shell: as it is where that is the same within quotes too.
    private static func shellWord(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "@%_-+=:,./".utf8.contains(byte)
            }
        }
        return isPlain ? name : "'" + name.replacing("'", with: "'\\''") + "'"
    }
}

extension SystemError {
    /// Of a file that a command reads.
    fileprivate init(_ name: String, _ what: String) {
        self.init(code: EIO, operation: "read", subject: name, detail: what)
    }
}
