import Foundation
import TestSupport
import Testing

/// A directory with scripts and inputs for `thresh stream`.
struct StreamSite {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try script(
            "mapper.py",
            """
            #!/usr/bin/env python3
            import sys
            for line in sys.stdin:
                for word in line.strip().split():
                    print('%s\\t%s' % (word, 1))

            """)
        // As tutorials write it: it relies on a TAB in each line, and on equal keys coming together.
        try script(
            "reducer.py",
            """
            #!/usr/bin/env python3
            import sys
            current, total = None, 0
            for line in sys.stdin:
                word, count = line.strip().split('\\t', 1)
                if word != current:
                    if current is not None:
                        print('%s\\t%s' % (current, total))
                    current, total = word, 0
                total += int(count)
            if current is not None:
                print('%s\\t%s' % (current, total))

            """)
    }

    func script(_ name: String, _ text: String) throws {
        chmod(try directory.write(Array(text.utf8), to: name), 0o755)
    }

    func write(_ text: String, to name: String) throws { try directory.write(Array(text.utf8), to: name) }

    /// `thresh stream`, as typed in the directory.
    func stream(_ arguments: String..., input: Command.Input = .none, deadline: Duration = .seconds(30)) throws
        -> CommandResult
    {
        try command(arguments, input: input, deadline: deadline).run()
    }

    func command(_ arguments: [String], input: Command.Input = .none, deadline: Duration = .seconds(30)) -> Command {
        var command = Command.thresh(["stream"] + arguments)
        command.directory = directory.path
        command.input = input
        command.deadline = deadline
        return command
    }

    /// What the word count scripts print, in one part.
    static func wordCount(_ text: [UInt8]) -> String {
        let words = text.split { $0 == 32 || $0 == 10 }
        let counts = Dictionary(grouping: words) { $0 }.mapValues(\.count)
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .map { "\(String(decoding: $0.key, as: UTF8.self))\t\($0.value)\n" }.joined()
    }
}

/// Running processes whose command line holds a text. Zombies have none.
func processes(naming text: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { pid in
        guard let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
        return String(decoding: line, as: UTF8.self).contains(text)
    }
}

/// Runs `body` again until it is true or some seconds are over.
func soon(_ body: () -> Bool) -> Bool {
    for _ in 0..<2500 {
        if body() { return true }
        usleep(2000)
    }
    return body()
}
