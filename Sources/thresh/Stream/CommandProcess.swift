import Platform
import Thresh

/// A command that is fed lines and prints lines. Neither side ever waits for the other in a circle: what it prints is
/// taken whenever it does not take what it is fed.
final class CommandProcess {
    private let shell: ShellProcess
    private var output: LineReader
    private var errors: LineReader
    private var reports: CommandReports
    private var isOutputOpen = true
    private var areErrorsOpen = true

    /// Bytes that are gathered for it before it is fed, and that fit in its pipes.
    static let pipeBytes = 256 << 10

    init(
        _ role: StreamSettings.Role, _ command: String, environment: [String: String], settings: StreamSettings
    ) throws(ThreshError) {
        // In this process, not in the command: it may stop reading when it likes.
        Signals.ignoreBrokenPipes()
        reports = CommandReports(showsStatus: settings.showsStatus)
        let name = "the \(role.rawValue) command (\(command))"
        do {
            output = try LineReader(of: name, longest: settings.largestRecord)
            errors = try LineReader(of: name, longest: settings.largestRecord)
            let start = settings.directory.map { "cd \(CommandFiles.quoted($0)) || exit 126\n" } ?? ""
            shell = try ShellProcess(start + command, environment: environment)
        } catch {
            throw ThreshError(.software, "cannot start \(name): \(error)")
        }
        shell.input?.requestPipeSize(CommandProcess.pipeBytes)
        shell.output.requestPipeSize(CommandProcess.pipeBytes)
    }

    /// What it counted.
    var counts: [CounterName: Int] { reports.counts }
    /// The last lines of its standard error.
    var lastLines: [String] { reports.lastLines }

    /// Writes all of the bytes to its standard input, unless it has closed that. `body` receives lines that it printed.
    func feed(_ bytes: UnsafeRawBufferPointer, _ body: (ByteView) throws -> Void) throws {
        var position = 0
        while position < bytes.count {
            switch try unsafe write(UnsafeRawBufferPointer(rebasing: bytes[position...])) {
            case .took(let count): position += count
            case .closed: return
            case .full: while try !waitForRoom(body) {}
            }
        }
    }

    /// Closes its standard input, takes what it still prints, and waits for its end.
    func finish(_ body: (ByteView) throws -> Void) throws -> Fork.Ending {
        shell.closeInput()
        while isOutputOpen { _ = try waitForRoom(body) }
        // Something that it started may hold its standard error for ever.
        var hasEnded = false
        while areErrorsOpen && !hasEnded {
            let ready = try Poller.wait(for: [shell.errors.rawValue, shell.pidfd.rawValue], until: nil)
            hasEnded = !ready.contains(shell.errors.rawValue)
            try take(ready, body)
        }
        return try shell.wait()
    }

    private enum Writing {
        case took(Int)
        case full, closed
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> Writing {
        do throws(SystemError) {
            if shell.inputDescriptor == nil { return .closed }
            guard let count = try unsafe shell.input?.writeAvailable(bytes) else { return .full }
            return .took(count)
        } catch {
            guard error.isBrokenPipe else { throw error }
            shell.closeInput()
            return .closed
        }
    }

    /// Waits until it prints something, which is taken, or takes something; whether there is room to write.
    private func waitForRoom(_ body: (ByteView) throws -> Void) throws -> Bool {
        var reading: [Int32] = []
        if isOutputOpen { reading.append(shell.output.rawValue) }
        if areErrorsOpen { reading.append(shell.errors.rawValue) }
        let writing = shell.inputDescriptor.map { [$0] } ?? []
        let (readable, writable) = try Poller.wait(reading: reading, writing: writing, until: nil)
        try take(readable, body)
        return !writable.isEmpty
    }

    /// Reads once from each of its streams that has something.
    private func take(_ readable: Set<Int32>, _ body: (ByteView) throws -> Void) throws {
        if isOutputOpen, readable.contains(shell.output.rawValue) {
            isOutputOpen = try output.read(from: shell.output, body)
        }
        if areErrorsOpen, readable.contains(shell.errors.rawValue) {
            areErrorsOpen = try errors.read(from: shell.errors) { reports.take($0) }
        }
    }
}
