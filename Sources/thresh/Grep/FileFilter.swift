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
        // A shell completes the name of a directory with a slash.
        if isDirectory { return !excludeDir.contains { matches($0.hasSuffix("/") ? String($0.dropLast()) : $0, name) } }
        if exclude.contains(where: { matches($0, name) || matches($0, path) }) { return false }
        return include.isEmpty || include.contains { matches($0, name) }
    }

    private func matches(_ glob: String, _ name: String) -> Bool { unsafe fnmatch(glob, name, 0) == 0 }
}
