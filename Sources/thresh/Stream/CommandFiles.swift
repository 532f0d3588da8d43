import Platform
import Thresh

/// The files that were given to the commands of a job, in a directory of the job: as Hadoop has them where its commands
/// run. The directory is gone with this object.
final class CommandFiles {
    /// nil where there are none, and commands run where this process does.
    var directory: String? { work.map { $0.path + "/files" } }
    private let work: WorkDirectory?

    /// - Parameters:
    ///   - files: paths of files or directories, each with # and another name behind it or not.
    ///   - archives: the same of what is unpacked into directories of these names.
    init(files: [String], archives: [String], in parent: String?) throws {
        if files.isEmpty && archives.isEmpty {
            work = nil
            return
        }
        work = try WorkDirectory(in: parent ?? Machine.environment("TMPDIR") ?? "/tmp")
        let directory = self.directory!
        do { try FileSystem.createDirectory(directory) } catch { throw ThreshError(error) }
        for file in files { try copy(file, into: directory) }
        for archive in archives { try unpack(archive, into: directory) }
    }

    private func copy(_ text: String, into directory: String) throws {
        let (path, name) = try CommandFiles.divide(text, "--file")
        let target = CommandFiles.quoted(directory + "/" + name)
        // Scripts may be started by their names, whether or not they could be where they come from.
        try run(
            "cp -RL -- \(CommandFiles.quoted(path)) \(target) && chmod -R u+rwX \(target) && { [ -d \(target) ] || chmod u+x \(target); }",
            "--file", text)
    }

    private func unpack(_ text: String, into directory: String) throws {
        let (path, name) = try CommandFiles.divide(text, "--archive")
        let (source, target) = (CommandFiles.quoted(path), CommandFiles.quoted(directory + "/" + name))
        let isZip = [".zip", ".jar"].contains { path.lowercased().hasSuffix($0) }
        let unpacking = isZip ? "unzip -q \(source) -d \(target)" : "mkdir \(target) && tar -xf \(source) -C \(target)"
        try run(unpacking, "--archive", text)
    }

    private func run(_ command: String, _ option: String, _ text: String) throws {
        let shell = try ShellProcess("exec 2>/dev/null; \(command)", environment: [:])
        shell.closeInput()
        let ending = try shell.wait()
        if ending.signal == 0 && ending.code == 0 { return }
        let what = option == "--file" ? "cannot be copied" : "cannot be unpacked, by tar or unzip"
        throw ThreshError(
            .usage, "\(HadoopArguments.spelling(option)) \(text): \(what) into a directory of the job (\(command))")
    }

    /// The path, and the name that it is to have.
    private static func divide(_ text: String, _ option: String) throws -> (path: String, name: String) {
        let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isWhole = parts.count == 1 || FileSystem.exists(text)
        let path = isWhole ? text : parts[0]
        let name = isWhole ? path.split(separator: "/").last.map(String.init) ?? "" : parts[1]
        let shown = "\(HadoopArguments.spelling(option)) \(text)"
        guard FileSystem.exists(path) else { throw ThreshError(.missingInput, "\(shown): \(path) is not there") }
        guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
            throw ThreshError(.usage, "\(shown): '\(name)' is no name for it; write PATH#NAME")
        }
        return (path, name)
    }

    /// A word for the shell.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
