import Glibc
import Platform
import ProbeSupport
import Thresh

/// A directory of the probe's own, gone with the object.
final class Scratch {
    let path: String

    init() throws {
        path = "/tmp/job-probe-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileSystem.createDirectory(path, isPrivate: true)
    }

    deinit { try? FileSystem.removeTree(path) }

    func write(_ lines: [String]) throws -> String {
        let file = try FileDescriptor.open(path + "/input", .createNew)
        try file.write(lines.map { $0 + "\n" }.joined())
        return path + "/input"
    }

    /// Options for two workers with small tasks, whose temporary files go where they can be seen.
    func options(_ lines: [String], chunkSize: UInt64 = 200) throws -> JobOptions {
        var options = JobOptions()
        options.inputs = lines.isEmpty ? [] : [try write(lines)]
        options.chunkSize = chunkSize
        options.workers = 2
        options.partitions = 3
        options.temporaryDirectory = try temporary()
        return options
    }

    func temporary() throws -> String {
        let directory = path + "/temporary"
        if !FileSystem.exists(directory) { try FileSystem.createDirectory(directory, isPrivate: true) }
        return directory
    }

    /// What lies in the directory for temporary files.
    var temporaries: [String] { (try? FileSystem.list(path + "/temporary")) ?? [] }
}

func openDescriptors() throws -> Int { try FileSystem.list("/proc/self/fd").count }

func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, line: Int = #line) {
    check(found == expected, String("\(found) instead of \(expected)".prefix(1000)), line: line)
}
