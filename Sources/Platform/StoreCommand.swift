private import CThresh
internal import Glibc

/// A command of the user's for a shell that moves a file to or from a store. Words in braces stand for what is to be moved.
struct StoreCommand {
    /// Which option gave it, for messages.
    let option: String
    let command: String
    /// What is moved, for messages.
    let name: String

    /// One that runs: whatever it starts is killed when this goes away.
    struct Running: ~Copyable {
        let output: FileDescriptor
        fileprivate let pid: Int32
        fileprivate let pidfd: FileDescriptor
        fileprivate let guardian: FileDescriptor

        /// Waits for the shell's end.
        consuming func wait() throws(SystemError) -> Fork.Ending? { try Fork.wait(pid, blocking: true) }

        consuming func kill() throws(SystemError) {
            Fork.signal(pidfd.rawValue, SIGKILL)
            _ = try wait()
        }
    }

    /// Starts it with nothing to read. REQUIRES: one thread.
    ///
    /// - Parameters:
    ///   - words: what is written instead of what.
    ///   - isSilent: what it writes to standard error is not shown.
    func start(_ words: [(String, String)], isSilent: Bool = false) throws(SystemError) -> Running {
        var text = command
        for (word, value) in words { text = text.replacing(word, with: StoreCommand.shellWord(value)) }
        let null = try FileDescriptor.open("/dev/null", .readWrite)
        let ends = try FileDescriptor.pipe()
        let guardian = FileDescriptor(owning: ends.write, path: "its group")
        let group = FileDescriptor(owning: ends.read, path: "its group")
        let pipe = try FileDescriptor.pipe()
        let printed = FileDescriptor(owning: pipe.read, path: "what \(option) prints")
        let output = FileDescriptor(owning: pipe.write, path: "what \(option) prints")
        let streams = [null.rawValue, output.rawValue, isSilent ? null.rawValue : STDERR_FILENO]
        var pidfd: Int32 = -1
        let pid = unsafe CurrentProgram.withEnvironment(adding: [:]) { variables in
            unsafe thresh_spawn_shell(text, variables, streams, group.rawValue, &pidfd)
        }
        if pid < 0 { throw SystemError(code: -pid, operation: "exec", subject: "/bin/sh") }
        return Running(
            output: printed, pid: pid, pidfd: FileDescriptor(owning: pidfd, path: "process \(pid)"), guardian: guardian)
    }

    /// Throws unless it has ended well.
    func check(_ ending: Fork.Ending?) throws(SystemError) {
        guard let ending, ending.signal == 0, ending.code == 0 else {
            let how = ending.map {
                $0.signal == 0 ? "ended with exit code \($0.code)" : "was killed by signal \($0.signal)"
            }
            throw SystemError(ofStore: name, "the command of \(option) \(how ?? "is lost")")
        }
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
    /// Of a file that a command moves.
    init(ofStore name: String, _ what: String) {
        self.init(code: EIO, operation: "store", subject: name, detail: what)
    }
}
