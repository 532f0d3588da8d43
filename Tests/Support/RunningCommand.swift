import CTestSupport
import Foundation

/// A command that was started. Not for several threads.
public final class RunningCommand {
    public let pid: pid_t
    private let command: Command
    private let pidfd: Int32
    private let output: Capture
    private let errors: Capture
    private var feed: Feed?
    private let started = ContinuousClock.now
    private var isReaped = false

    init(_ command: Command) throws {
        // A command that stops reading must not end the tests; the child gets the default back below.
        signal(SIGPIPE, SIG_IGN)
        self.command = command
        output = try Capture()
        errors = try Capture()
        let inputDescriptor: Int32
        switch command.input {
        case .none: inputDescriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        case .file(let path): inputDescriptor = open(path, O_RDONLY | O_CLOEXEC)
        case .bytes(let bytes):
            var ends: [Int32] = [-1, -1]
            let code = test_pipe(&ends)
            guard code == 0 else { throw RunningCommand.failure(command, code) }
            inputDescriptor = ends[0]
            feed = Feed(bytes, descriptor: ends[1])
        }
        guard inputDescriptor >= 0 else { throw RunningCommand.failure(command, errno) }
        defer { close(inputDescriptor) }

        let descriptors = [inputDescriptor, output.descriptor, errors.descriptor]
        // Whoever runs the tests may have a configuration, which is none of theirs.
        let environment = ProcessInfo.processInfo.environment.merging(["THRESH_CONFIG": ""]) { $1 }
            .merging(command.environment) { $1 }
        var child: pid_t = 0
        let code = withCStrings([command.executable] + command.arguments) { arguments in
            withCStrings(environment.map { "\($0)=\($1)" }) { variables in
                test_spawn(command.executable, arguments, variables, command.directory, descriptors, &child)
            }
        }
        guard code == 0 else { throw RunningCommand.failure(command, code) }
        pid = child
        pidfd = test_pidfd(child)
    }

    deinit {
        if !isReaped {
            kill(-pid, SIGKILL)
            var status: Int32 = 0
            waitpid(pid, &status, 0)
        }
        close(pidfd)
    }

    /// Sends a signal to the command, or to all processes of its group, as a terminal's Ctrl-C does.
    public func send(_ signal: Int32, toGroup: Bool = false) { kill(toGroup ? -pid : pid, signal) }

    /// What it has printed so far.
    public var outputSoFar: [UInt8] { output.bytes }
    public var errorsSoFar: String { String(decoding: errors.bytes, as: UTF8.self) }

    /// Processes of its group that are alive: itself and its workers, unless they changed their group.
    public var processes: [pid_t] { processesOfGroup(pid) }

    /// Children of the command itself.
    public var children: [pid_t] {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0) }
    }

    /// Looks at it every few milliseconds until `condition` holds; false when it ended, or its deadline passed, first.
    public func waitUntil(_ condition: (RunningCommand) throws -> Bool) rethrows -> Bool {
        while try !condition(self) {
            if hasEnded(within: 2) || ContinuousClock.now - started > command.deadline { return try condition(self) }
        }
        return true
    }

    /// Waits for its end. Past the deadline the whole group is killed, and the error tells what ran.
    public func wait() throws -> CommandResult {
        while !hasEnded(within: 100) {
            guard ContinuousClock.now - started > command.deadline else { continue }
            kill(-pid, SIGKILL)
            reap()
            throw CommandError.timedOut(
                command.line, after: command.deadline,
                output: String(decoding: output.bytes.prefix(1000), as: UTF8.self), errors: errorsSoFar)
        }
        let elapsed = ContinuousClock.now - started
        // It is still a zombie, so that its group's number belongs to nobody else.
        var leftovers = processesOfGroup(pid)
        // What the kernel kills with its parent takes a moment to go, the more the deeper the tree.
        let patience = ContinuousClock.now + .milliseconds(300)
        while !leftovers.isEmpty && ContinuousClock.now < patience {
            usleep(5000)
            leftovers = processesOfGroup(pid)
        }
        if !leftovers.isEmpty { kill(-pid, SIGKILL) }
        let status = reap()
        let signal = status & 0x7F
        return CommandResult(
            line: command.line, ending: signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal),
            output: output.bytes, errors: errorsSoFar, leftovers: leftovers, elapsed: elapsed)
    }

    /// Feeds its input meanwhile.
    private func hasEnded(within milliseconds: Int32) -> Bool {
        var watched = [pollfd(fd: pidfd, events: Int16(POLLIN), revents: 0)]
        if let feed, !feed.isDone { watched.append(pollfd(fd: feed.descriptor, events: Int16(POLLOUT), revents: 0)) }
        poll(&watched, nfds_t(watched.count), milliseconds)
        if watched.count > 1, watched[1].revents != 0 { feed?.write() }
        return watched[0].revents != 0
    }

    @discardableResult
    private func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        isReaped = true
        return status
    }

    private static func failure(_ command: Command, _ code: Int32) -> CommandError {
        .cannotStart(command.line, reason: String(cString: strerror(code)))
    }
}

/// Running processes of a group; zombies are left out.
private func processesOfGroup(_ group: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { pid in
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return false }
        let fields = stat[end...].split(separator: " ")
        return fields.count > 3 && fields[1] != "Z" && pid_t(fields[3]) == group
    }
}

private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
) -> R {
    var pointers = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
}

/// What a command prints, in a file without a name: nobody has to read along, and nothing can hang.
private final class Capture {
    let descriptor: Int32

    init() throws {
        descriptor = test_memory_file()
        if descriptor < 0 { throw CocoaError(.fileWriteUnknown) }
    }

    deinit { close(descriptor) }

    var bytes: [UInt8] {
        var status = stat()
        fstat(descriptor, &status)
        let size = Int(status.st_size)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = pread(descriptor, buffer.baseAddress! + count, size - count, off_t(count))
                if got <= 0 { return }
                count += got
            }
        }
    }
}

/// Bytes on their way into a pipe.
private final class Feed {
    let descriptor: Int32
    private let bytes: [UInt8]
    private var position = 0
    private(set) var isDone = false

    init(_ bytes: [UInt8], descriptor: Int32) {
        self.bytes = bytes
        self.descriptor = descriptor
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { if !isDone { close(descriptor) } }

    func write() {
        while position < bytes.count {
            let count = bytes.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress! + position, bytes.count - position)
            }
            if count < 0 {
                if errno == EAGAIN { return }
                break
            }
            position += count
        }
        close(descriptor)
        isDone = true
    }
}
