import Foundation

/// A control group of its own for a command, with a limit of memory that the kernel enforces by killing. Made below this
/// process's own group, so that its limits stay in force; gone with the object.
public final class MemoryGroup: Sendable {
    private let path: String

    /// Why there can be none here; nil when there can.
    public static let obstacle: String? = {
        do {
            _ = try MemoryGroup(byteCount: 64 << 20)
            return nil
        } catch {
            return "no control group with a limit of memory can be made here: \(error)"
        }
    }()

    public init(byteCount: Int) throws {
        let (parent, isVersion1) = try MemoryGroup.parent()
        path = parent + "/multiprocessing-test-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        // An error from here on leaves it to `deinit`, which runs for a complete object only: all is set.
        try write("\(byteCount)", to: isVersion1 ? "memory.limit_in_bytes" : "memory.max")
        // Without swap, where that is a thing of its own.
        try? write(
            isVersion1 ? "\(byteCount)" : "0", to: isVersion1 ? "memory.memsw.limit_in_bytes" : "memory.swap.max")
        guard FileManager.default.fileExists(atPath: path + (isVersion1 ? "/memory.oom_control" : "/memory.events"))
        else { throw Failure(description: "it counts no kills") }
    }

    deinit { rmdir(path) }

    /// The command, run by processes that are in the group from their start.
    public func around(_ command: Command) -> Command {
        var command = command
        command.arguments =
            ["-c", "echo $$ >\"$0\"/cgroup.procs && exec \"$@\"", path, command.executable] + command.arguments
        command.executable = "/bin/sh"
        return command
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    /// This process's own group of the memory controller.
    private static func parent() throws -> (path: String, isVersion1: Bool) {
        let groups = try String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8).split(separator: "\n")
        for group in groups.map({ $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false) }) {
            guard group.count == 3, group[1].split(separator: ",").contains("memory") else { continue }
            return ("/sys/fs/cgroup/memory" + group[2], true)
        }
        guard let group = groups.first(where: { $0.hasPrefix("0::") }) else {
            throw Failure(description: "this system has no control groups")
        }
        let path = "/sys/fs/cgroup" + group.dropFirst(3)
        let controllers = try String(contentsOfFile: path + "/cgroup.subtree_control", encoding: .utf8)
        guard controllers.split(whereSeparator: \.isWhitespace).contains("memory") else {
            throw Failure(description: "\(path) does not hand its memory controller on")
        }
        return (path, false)
    }

    private func write(_ text: String, to name: String) throws {
        let descriptor = open(path + "/" + name, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(description: "\(name): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        guard Foundation.write(descriptor, text, text.utf8.count) == text.utf8.count else {
            throw Failure(description: "\(name): \(String(cString: strerror(errno)))")
        }
    }
}
