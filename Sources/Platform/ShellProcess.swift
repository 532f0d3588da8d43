private import CThresh
internal import Glibc

/// A shell command that runs beside this process, with a pipe for each of its standard streams.
///
/// The command and whatever it starts are a process group of their own, which the kernel kills when this object goes
/// away or this process ends, by any signal. (A program that makes a group or session of its own leaves it.)
///
/// No call waits but `wait` and `kill`. SIGPIPE must be ignored: `Signals.ignoreBrokenPipes()`.
public final class ShellProcess {
    public let pid: Int32
    /// Readable when the shell has ended.
    public let pidfd: FileDescriptor
    /// Its standard input; nil once it is closed.
    public private(set) var input: FileDescriptor?
    /// The number of `input`, for `Poller`.
    public private(set) var inputDescriptor: Int32?
    public let output: FileDescriptor
    public let errors: FileDescriptor
    /// The writing end of a pipe that the whole group holds.
    private var guardian: FileDescriptor?
    private var ending: Fork.Ending?

    /// Starts `/bin/sh -c command` with this process's environment and `environment`. REQUIRES: one thread.
    public init(_ command: String, environment: [String: String]) throws(SystemError) {
        let input = try Line("its standard input")
        let output = try Line("its standard output")
        let errors = try Line("its standard error")
        let guardian = try Line("its group")
        try input.write.setNonBlocking()
        try output.read.setNonBlocking()
        try errors.read.setNonBlocking()
        let streams = [input.read.rawValue, output.write.rawValue, errors.write.rawValue]
        let guardDescriptor = guardian.read.rawValue
        var pidfd: Int32 = -1
        let pid = unsafe CurrentProgram.withEnvironment(adding: environment) { variables in
            unsafe thresh_spawn_shell(command, variables, streams, guardDescriptor, &pidfd)
        }
        if pid < 0 { throw SystemError(code: -pid, operation: "exec", subject: "/bin/sh") }
        self.pid = pid
        self.pidfd = FileDescriptor(owning: pidfd, path: "process \(pid)")
        inputDescriptor = input.write.rawValue
        self.input = input.keepingWrite()
        self.output = output.keepingRead()
        self.errors = errors.keepingRead()
        self.guardian = guardian.keepingWrite()
    }

    deinit { if ending == nil { _ = try? kill() } }

    public func closeInput() {
        input = nil
        inputDescriptor = nil
    }

    /// Waits for the shell's end, then kills what is left of its group.
    public func wait() throws(SystemError) -> Fork.Ending {
        if let ending { return ending }
        guard let result = try Fork.wait(pid, blocking: true) else {
            throw SystemError(code: ECHILD, operation: "wait4")
        }
        ending = result
        guardian = nil
        return result
    }

    /// Kills the whole group.
    @discardableResult
    public func kill() throws(SystemError) -> Fork.Ending {
        // Until it is waited for, the number is no other group's.
        if ending == nil { _ = Glibc.kill(-pid, SIGKILL) }
        return try wait()
    }

    /// A pipe whose ends are closed on exec, so that no other child holds one of them.
    private struct Line: ~Copyable {
        let read: FileDescriptor
        let write: FileDescriptor

        init(_ name: String) throws(SystemError) {
            let ends = try FileDescriptor.pipe()
            read = FileDescriptor(owning: ends.read, path: name)
            write = FileDescriptor(owning: ends.write, path: name)
        }

        consuming func keepingRead() -> FileDescriptor { read }
        consuming func keepingWrite() -> FileDescriptor { write }
    }
}
