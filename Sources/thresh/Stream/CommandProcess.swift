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

    init(_ command: String, environment: [String: String], settings: StreamSettings) throws {
        // In this process, not in the command: it may stop reading when it likes.
        Signals.ignoreBrokenPipes()
        output = try LineReader(longest: settings.largestRecord)
        errors = try LineReader(longest: settings.largestRecord)
        reports = CommandReports(showsStatus: settings.showsStatus)
        shell = try ShellProcess(command, environment: environment)
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
            case .full: if try !drain(body) { try waitForPipes() }
            }
        }
    }

    /// Closes its standard input, takes what it still prints, and waits for its end.
    func finish(_ body: (ByteView) throws -> Void) throws -> Fork.Ending {
        shell.closeInput()
        while isOutputOpen { if try !drain(body) { try waitForPipes() } }
        // Something that it started may hold its standard error for ever.
        while areErrorsOpen {
            if try drain(body) { continue }
            let descriptors = [shell.errors.rawValue, shell.pidfd.rawValue]
            if try Poller.wait(for: descriptors, until: nil) == [shell.pidfd.rawValue] { break }
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

    /// Takes what is there of its output and errors; false when there was nothing.
    private func drain(_ body: (ByteView) throws -> Void) throws -> Bool {
        var found = false
        if isOutputOpen {
            switch try output.read(from: shell.output, body) {
            case .none: break
            case .some: found = true
            case .end: (found, isOutputOpen) = (true, false)
            }
        }
        if areErrorsOpen {
            switch try errors.read(from: shell.errors, { reports.take($0) }) {
            case .none: break
            case .some: found = true
            case .end: (found, areErrorsOpen) = (true, false)
            }
        }
        return found
    }

    private func waitForPipes() throws(SystemError) {
        var reading: [Int32] = []
        if isOutputOpen { reading.append(shell.output.rawValue) }
        if areErrorsOpen { reading.append(shell.errors.rawValue) }
        let writing = shell.inputDescriptor.map { [$0] } ?? []
        _ = try Poller.wait(reading: reading, writing: writing, until: nil)
    }
}
