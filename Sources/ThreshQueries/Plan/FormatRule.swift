internal import Glibc
import Platform

/// The format of files of certain names, where nothing else is said of them.
package struct FormatRule {
    /// As of a shell: `*` and `?` are no slashes. From `/` or `~/` on it is of the whole path, else of its last parts.
    package let pattern: String
    package let format: String
    /// Where it was said, for messages.
    package let place: String

    package init(pattern: String, format: String, place: String) {
        (self.pattern, self.format, self.place) = (pattern, format, place)
    }

    /// The first that is about a file.
    package static func first(of rules: [FormatRule], for name: String) -> FormatRule? {
        if rules.isEmpty || name == "-" { return nil }
        let parts = FormatRule.parts(name)
        return rules.first { $0.isAbout(parts) }
    }

    private func isAbout(_ parts: [Substring]) -> Bool {
        var pattern = pattern
        if pattern.hasPrefix("~/"), let home = Machine.environment("HOME") { pattern = home + pattern.dropFirst() }
        let count = pattern.split(separator: "/").count
        let isWhole = pattern.hasPrefix("/")
        if isWhole ? parts.count != count : parts.count < count { return false }
        let path = (isWhole ? "/" : "") + parts.suffix(count).joined(separator: "/")
        return unsafe fnmatch(pattern, path, FNM_PATHNAME) == 0
    }

    /// The parts of the absolute path.
    private static func parts(_ name: String) -> [Substring] {
        let path = name.hasPrefix("/") ? name : FileSystem.currentDirectory + "/" + name
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts
    }
}
