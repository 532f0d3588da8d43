import ArgumentParser

/// Command lines as Hadoop Streaming takes them, in the words of `thresh stream`. Its own words pass as they are.
struct HadoopArguments {
    private var result: [String] = []
    private var inputs: [String] = []
    /// Decided last, since -numReduceTasks 0 wins over any -reducer.
    private var reduce: String?
    private var reduceTasks: Int?
    private var hasMap = false

    /// How the options were spelled that have other names here: messages name them so.
    nonisolated(unsafe) private static var spellings: [String: String] = [:]

    /// An option as it was typed.
    static func spelling(_ option: String) -> String { unsafe spellings[option] ?? option }

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            if word == "--" {
                result.append(word)
                result += rest
                break
            }
            try take(word, &rest)
        }
        let isOfHadoop = unsafe !HadoopArguments.spellings.isEmpty
        if isOfHadoop && !hasMap {
            throw ValidationError("-mapper is missing: the command that makes key TAB value of each line.")
        }
    }

    var translated: [String] {
        var words: [String] = []
        if reduceTasks == 0 {
            words += ["--reduce", "none"]
        } else if let reduce {
            words += ["--reduce", reduce]
        }
        if let reduceTasks, reduceTasks > 0 { words += ["--partitions", "\(reduceTasks)"] }
        return words + result.prefix { $0 != "--" } + inputs + result.drop { $0 != "--" }
    }

    /// Our options whose next word is a value, whatever it looks like.
    private static let valueOptions: Set<String> = [
        "--map", "--combine", "--separator", "--key-fields", "--cmdenv", "--file", "--archive", "--output",
        "--output-format", "--memory",
        "--chunk-size", "--partitions", "--temporary-directory", "--max-record-size", "--max-attempts",
        "--max-bad", "--task-timeout",
        "--compression-level", "-o", "-j",
    ]

    private mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws {
        func value() throws -> String {
            guard let value = rest.popFirst() else { throw ValidationError("Missing value for '\(word)'.") }
            return value
        }
        switch word {
        case "-mapper": add("--map", try HadoopArguments.command(try value(), word), word)
        case "-combiner": add("--combine", try HadoopArguments.command(try value(), word), word)
        case "-reducer", "--reduce":
            if word == "-reducer" { unsafe HadoopArguments.spellings["--reduce"] = word }
            reduce = try HadoopArguments.command(try value(), word)
        case "-input": inputs += try value().split(separator: ",").map(String.init)
        case "-output":
            let directory = try value()
            if directory.isEmpty { throw ValidationError("-output needs the name of a directory.") }
            add("--output", directory, word)
        case "-numReduceTasks": try setReduceTasks(try value(), word)
        case "-cmdenv": add("--cmdenv", try value(), word)
        case "-verbose": result.append("--verbose")
        case "-file", "-files", "-cacheFile": try addFiles(try value(), "--file", word)
        case "-archives", "-cacheArchive": try addFiles(try value(), "--archive", word)
        case "-background", "-debug": break
        case "-D", "-jobconf": try setProperty(try value())
        case "-inputformat", "-outputformat", "-partitioner", "-io": try HadoopProperties.checkClass(word, try value())
        case "-lazyOutput":
            throw ValidationError(
                "-lazyOutput of Hadoop has no counterpart here: a part without lines has its file too.")
        case "-inputreader", "-mapdebug", "-reducedebug":
            throw ValidationError("\(word) of Hadoop has no counterpart here; leave it out, if the job can do without.")
        default:
            if word.hasPrefix("-D"), word.contains("=") { return try setProperty(String(word.dropFirst(2))) }
            result.append(word)
            hasMap = hasMap || word == "--map" || word.hasPrefix("--map=")
            if HadoopArguments.valueOptions.contains(word), let value = rest.popFirst() { result.append(value) }
        }
    }

    /// An option of ours for one of Hadoop's.
    private mutating func add(_ option: String, _ value: String, _ spelling: String) {
        unsafe HadoopArguments.spellings[option] = spelling
        hasMap = hasMap || option == "--map"
        result += [option, value]
    }

    private mutating func addFiles(_ list: String, _ option: String, _ spelling: String) throws {
        for name in list.split(separator: ",") {
            let path = name.hasPrefix("file://") ? name.dropFirst("file://".count) : name
            if let scheme = path.firstRange(of: "://") {
                throw ValidationError(
                    "\(spelling) \(name): what lies at \(path[..<scheme.upperBound]) cannot be read here; copy it to a file."
                )
            }
            add(option, String(path), spelling)
        }
    }

    private mutating func setReduceTasks(_ text: String, _ option: String) throws {
        guard let count = Int(text), count >= 0 else { throw ValidationError("\(option) '\(text)' must be a number.") }
        reduceTasks = count
    }

    /// A property of Hadoop's: an option, or a variable of the commands.
    private mutating func setProperty(_ text: String) throws {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
            throw ValidationError("-D '\(text)' must be NAME=VALUE.")
        }
        let name = String(text[..<equals])
        let value = String(text[text.index(after: equals)...])
        switch name {
        case "mapreduce.job.reduces", "mapred.reduce.tasks": try setReduceTasks(value, "-D " + name)
        case "stream.map.output.field.separator":
            guard value == "\\t" || value.utf8.count == 1 && value != "\n" else {
                throw ValidationError("-D \(name)='\(value)' must be one ASCII character, or \\t.")
            }
            result += ["--separator", value == "\t" ? "\\t" : value]
        case "stream.num.map.output.key.fields":
            guard let count = Int(value), count > 0 else {
                throw ValidationError("-D \(name)='\(value)' must be a number from 1.")
            }
            result += ["--key-fields", value]
        default: try HadoopProperties.check(name, value)
        }
        let variable = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        result += ["--cmdenv", "\(String(variable))=\(value)"]
    }

    /// Hadoop's classes that do what a command does.
    private static func command(_ text: String, _ option: String) throws -> String {
        if text.allSatisfy(\.isWhitespace) { throw ValidationError("\(option) needs a command.") }
        if text == "aggregate" {
            throw ValidationError("\(option) aggregate is a package of Hadoop; give a command that does the same.")
        }
        let name = text.split(separator: ".").last ?? ""
        let isClass = text.hasPrefix("org.apache.hadoop.")
        return isClass && (name == "IdentityMapper" || name == "IdentityReducer") ? "cat" : text
    }
}
