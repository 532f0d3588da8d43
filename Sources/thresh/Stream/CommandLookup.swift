import Platform
import Thresh

/// Finds the program of a command before anything is started for nothing.
enum CommandLookup {
    /// The command as the shell is to run it: a script in this directory needs no `./`, as in Hadoop.
    ///
    /// - Throws: `.usage` when there is no such program. What the shell has to expand first is not looked at.
    static func resolve(_ command: String, option: String, _ files: CommandFiles) throws -> String {
        guard let word = program(of: command) else { return command }
        let option = HadoopArguments.spelling(option)
        if let directory = files.directory, !word.hasPrefix("/") {
            let isThere = FileSystem.exists(directory + "/" + word)
            if isThere { return word.contains("/") ? command : "./" + command }
            // The command runs elsewhere.
            if word.contains("/"), FileSystem.isExecutable(word) {
                return CommandFiles.quoted(FileSystem.currentDirectory) + "/" + command.drop { $0 == " " }
            }
        }
        // The shell takes a path that exists for a command, whether or not it can be run.
        let isFound =
            try word.contains("/")
            ? FileSystem.isExecutable(word)
            : ShellProcess("command -v '\(word)' >/dev/null 2>&1", environment: [:]).wait().code == 0
        if isFound { return command }
        // What lies here is not where the command runs then.
        let isSeen = word.contains("/") || files.directory == nil
        let isHere = isSeen && !word.contains("/") && FileSystem.exists(word)
        if isHere && FileSystem.isExecutable(word) { return "./" + command }
        guard isSeen && FileSystem.exists(word) else {
            throw ThreshError(.usage, "\(option): \(word): command not found; check the spelling, and PATH")
        }
        throw ThreshError(
            .usage,
            "\(option): \(word) is not executable; make it so (chmod +x \(word)), or name its interpreter, as in 'python3 \(word)'"
        )
    }

    /// The first word, where it is plain and names a program for sure.
    private static func program(of command: String) -> String? {
        let text = command.drop { $0 == " " }
        let word = text.prefix { $0.isLetter || $0.isNumber || "_-./+@%,:".contains($0) }
        let rest = text.dropFirst(word.count)
        guard !word.isEmpty, !word.hasPrefix("-"), rest.first.map({ " \t\n;|&<>".contains($0) }) ?? true else {
            return nil
        }
        return String(word)
    }
}
