import Foundation
import TestSupport
import Testing

/// Whether there is such a process and it has not ended.
func isRunning(_ pid: pid_t) -> Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let end = stat.lastIndex(of: ")")
    else { return false }
    return !stat[end...].hasPrefix(") Z")
}

extension RunningCommand {
    /// The processes that the command has forked.
    var workers: [pid_t] { processes.filter { $0 != pid } }
}

/// A place to run jobs in: a directory for inputs, one for outputs, one for temporary files.
struct JobSite {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        for name in ["outputs", "temporary"] {
            try FileManager.default.createDirectory(atPath: directory.path(name), withIntermediateDirectories: true)
        }
    }

    var output: String { directory.path("outputs/out") }

    func input(_ name: String, _ bytes: [UInt8]) throws -> String { try directory.write(bytes, to: "inputs/" + name) }

    /// `thresh run` with small chunks, two workers, and every file in its place.
    func job(
        _ arguments: [String], _ inputs: [String], output: String? = nil, chunkSize: String = "100K",
        deadline: Duration = .seconds(30)
    ) -> Command {
        var command = Command.thresh(
            ["run"] + arguments + inputs + ["--output", output ?? self.output]
                + ["--temporary-directory", directory.path("temporary"), "-j", "2", "--chunk-size", chunkSize])
        command.deadline = deadline
        return command
    }

    /// Nothing but what a finished job leaves: `names` beside the output, no temporary file, no process.
    func expectNothingLeft(
        _ result: CommandResult, outputs: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(result.leftovers.isEmpty, "processes are left: \(result)", sourceLocation: sourceLocation)
        let temporary = (try? directory.list("temporary")) ?? []
        #expect(temporary.isEmpty, "temporary files are left: \(result)", sourceLocation: sourceLocation)
        let found = (try? directory.list("outputs")) ?? []
        #expect(found == outputs, "beside the output: \(result)", sourceLocation: sourceLocation)
    }

    /// The files of an output by name.
    func contents(of output: String) throws -> [String: [UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: output)
        return Dictionary(uniqueKeysWithValues: try names.map { ($0, try readFile(output + "/" + $0)) })
    }
}

/// Runs `body` again until it is true or the time is over.
func eventually(within limit: Duration, _ body: () -> Bool) -> Bool {
    let started = ContinuousClock.now
    while !body() {
        if ContinuousClock.now - started > limit { return body() }
        usleep(1000)
    }
    return true
}
