import ArgumentParser
import Glibc

/// Which of the files that are found are read.
struct FileFilter: ParsableArguments {
    @Option(help: ArgumentHelp("Only files of such names, as in '*.log'.", valueName: "glob"))
    var include: [String] = []

    @Option(help: ArgumentHelp("No files of such names.", valueName: "glob"))
    var exclude: [String] = []

    @Option(help: ArgumentHelp("Nothing in directories of such names.", valueName: "glob"))
    var excludeDir: [String] = []

    var isEmpty: Bool { include.isEmpty && exclude.isEmpty && excludeDir.isEmpty }

    func takes(_ path: String, isDirectory: Bool) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if isDirectory { return !excludeDir.contains { matches(withoutSlashes($0), name) } }
        if exclude.contains(where: { matches($0, name) || matches($0, path) }) { return false }
        return include.isEmpty || include.contains { matches($0, name) }
    }

    /// As a shell completes the name of a directory.
    private func withoutSlashes(_ glob: String) -> String {
        var glob = Substring(glob)
        while glob.count > 1, glob.hasSuffix("/") { glob = glob.dropLast() }
        return String(glob)
    }

    private func matches(_ glob: String, _ name: String) -> Bool { unsafe fnmatch(glob, name, 0) == 0 }
}
