import Platform
import Thresh
import ThreshLogs
import ThreshQueries

/// What a user's configuration says, which goes behind what the command line says. Docs/Configuration.md lists it.
struct Configuration {
    private(set) var path: String?
    private(set) var formats: [FormatRule] = []
    private(set) var saved: [(name: String, words: [String])] = []
    /// What is put into the words of a question that does not say it, and where it was said.
    private var defaults: [(option: String, value: String, place: String)] = []
    private(set) var color: ColorChoice?

    /// What was taken from it for the command that is run, for whoever asks.
    private(set) var used: [String] = []

    /// That of this process; made before anything is run.
    nonisolated(unsafe) static var current = Configuration()

    static var rules: [FormatRule] { unsafe current.formats }

    init() {}

    /// The one that the environment names, else the user's, else none.
    static func load() throws(ThreshError) -> Configuration {
        if let path = Machine.environment("THRESH_CONFIG") {
            return path.isEmpty || path == "/dev/null"
                ? Configuration() : try Configuration(ConfigurationFile(path: path))
        }
        // Relative ones are to be ignored, as their specification has it.
        let base = Machine.environment("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        guard let directory = base ?? Machine.environment("HOME").map({ $0 + "/.config" }) else {
            return Configuration()
        }
        let path = directory + "/thresh/config"
        return FileSystem.exists(path) ? try Configuration(ConfigurationFile(path: path)) : Configuration()
    }

    init(_ file: ConfigurationFile) throws(ThreshError) {
        path = file.path
        for entry in file.entries {
            switch entry.section {
            case "defaults": try add(default: entry, file)
            case "formats":
                let place = "\(file.path):\(entry.line)"
                formats.append(FormatRule(pattern: entry.name, format: entry.value, place: place))
            case "questions": try add(question: entry, file)
            default:
                throw file.error(
                    entry.line, Configuration.unknown("section", entry.section, ["defaults", "formats", "questions"]))
            }
        }
    }

    private mutating func add(default entry: ConfigurationFile.Entry, _ file: ConfigurationFile) throws(ThreshError) {
        let names = ["color", "geoip", "tz"]
        if entry.name != "geoip",
            let earlier = file.entries.first(where: { $0.section == entry.section && $0.name == entry.name }),
            earlier.line < entry.line
        {
            throw file.error(entry.line, "line \(earlier.line) says \(entry.name) already; leave one of them")
        }
        switch entry.name {
        case "tz":
            do { _ = try TimeZoneRules.named(entry.value) } catch { throw file.error(entry.line, error.message) }
            add(default: "--tz", entry.value, entry, file)
        case "geoip": add(default: "--geoip", Configuration.expanded(entry.value), entry, file)
        case "color":
            guard let choice = ColorChoice(rawValue: entry.value) else {
                throw file.error(entry.line, "color is auto, always or never, not \(entry.value)")
            }
            color = choice
        case "colour": throw file.error(entry.line, "unknown name 'colour'; did you mean 'color'?")
        default: throw file.error(entry.line, Configuration.unknown("name", entry.name, names))
        }
    }

    private mutating func add(
        default option: String, _ value: String, _ entry: ConfigurationFile.Entry, _ file: ConfigurationFile
    ) {
        defaults.append((option, value, "\(file.path):\(entry.line)"))
    }

    private mutating func add(question entry: ConfigurationFile.Entry, _ file: ConfigurationFile) throws(ThreshError) {
        let isName = entry.name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }
        if !isName { throw file.error(entry.line, "'\(entry.name)' is no name; use letters, digits, - and _") }
        if saved.contains(where: { $0.name == entry.name }) {
            throw file.error(entry.line, "\(entry.name) is a question already; give it another name")
        }
        guard let words = ShellWords.split(entry.value), let first = words.first else {
            throw file.error(entry.line, "a quote in \(entry.value) has no end")
        }
        if first.hasPrefix("@") || first == "thresh" {
            throw file.error(entry.line, "a question begins with a command, as in: \(entry.name) = count --by status")
        }
        saved.append((entry.name, words))
    }

    static func unknown(_ kind: String, _ word: String, _ names: [String]) -> String {
        if let near = Suggestion.nearest(word, names) { return "unknown \(kind) '\(word)'; did you mean '\(near)'?" }
        return "unknown \(kind) '\(word)'; there are \(names.joined(separator: ", "))"
    }

    /// A path that begins with the home directory.
    private static func expanded(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = Machine.environment("HOME") else { return path }
        return home + path.dropFirst()
    }
}

extension Configuration {
    /// The words of a command with a saved question in the place of `@name`, and with the defaults that it lets be.
    ///
    /// - Parameter takesDefaults: whether a command has the options of questions, which is behind `logs` or by itself.
    mutating func completed(
        _ words: [String], takesDefaults: (_ name: String, _ isOfLogs: Bool) -> Bool
    ) throws(ThreshError) -> [String] {
        var words = words
        if let first = words.first, first.hasPrefix("@") {
            words = try question(String(first.dropFirst())) + words.dropFirst()
            used.append("\(first): thresh \(ShellWords.line(words))")
        }
        let name = words.first == "logs" ? 1 : 0
        guard words.count > name, takesDefaults(words[name], name == 1) else { return words }
        var added: [String] = []
        for (option, value, place) in defaults {
            let isSaid = words.contains { $0 == option || $0.hasPrefix(option + "=") }
            // What the environment says of databases is nearer than a file.
            if isSaid || option == "--geoip" && Machine.environment("THRESH_GEOIP") != nil { continue }
            added += [option, value]
            used.append("\(place): \(option) \(ShellWords.line([value]))")
        }
        words.insert(contentsOf: added, at: name + 1)
        return words
    }

    private func question(_ name: String) throws(ThreshError) -> [String] {
        if let found = saved.first(where: { $0.name == name }) { return found.words }
        guard let path else {
            throw ThreshError(
                .usage,
                "there is no question @\(name), since there is no configuration; save it as Docs/Configuration.md says")
        }
        if saved.isEmpty { throw ThreshError(.usage, "there is no question @\(name): \(path) has no [questions]") }
        throw ThreshError(.usage, "\(path): " + Configuration.unknown("question", name, saved.map(\.name)))
    }

    /// Says on standard error what was taken from it.
    func tell() {
        for line in used { Terminal.writeError("thresh: \(line)\n") }
    }

    /// Says what questions take from it.
    func tellDefaults() {
        for (option, value, place) in defaults {
            Terminal.writeOutput("\(place): questions have \(option) \(ShellWords.line([value]))\n")
        }
        for rule in formats { Terminal.writeOutput("\(rule.place): \(rule.pattern) is \(rule.format)\n") }
    }
}
