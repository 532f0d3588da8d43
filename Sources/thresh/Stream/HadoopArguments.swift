import ArgumentParser

/// Command lines as Hadoop Streaming takes them, in the words of `thresh stream`. Its own words pass as they are.
struct HadoopArguments {
    private var result: [String] = []
    private var inputs: [String] = []
    /// Decided last, since -numReduceTasks 0 wins over any -reducer.
    private var reduce: String?
    private var reduceTasks: Int?

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
        "--map", "--combine", "--separator", "--key-fields", "--cmdenv", "--output", "--output-format", "--memory",
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
        case "-mapper": result += ["--map", HadoopArguments.command(try value())]
        case "-combiner": result += ["--combine", HadoopArguments.command(try value())]
        case "-reducer", "--reduce": reduce = HadoopArguments.command(try value())
        case "-input": inputs += try value().split(separator: ",").map(String.init)
        case "-output": result += ["--output", try value()]
        case "-numReduceTasks": try setReduceTasks(try value(), word)
        case "-cmdenv": result += ["--cmdenv", try value()]
        case "-verbose": result.append("--verbose")
        // The commands run where these files are.
        case "-file", "-files", "-archives", "-cacheFile", "-cacheArchive": _ = try value()
        case "-lazyOutput", "-background", "-debug": break
        case "-D", "-jobconf": try setProperty(try value())
        case "-inputformat", "-outputformat", "-partitioner", "-io", "-inputreader", "-mapdebug", "-reducedebug":
            throw ValidationError("\(word) of Hadoop has no counterpart here; leave it out, if the job can do without.")
        default:
            if word.hasPrefix("-D"), word.contains("=") { return try setProperty(String(word.dropFirst(2))) }
            result.append(word)
            if HadoopArguments.valueOptions.contains(word), let value = rest.popFirst() { result.append(value) }
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
        case "stream.map.output.field.separator": result += ["--separator", value == "\t" ? "\\t" : value]
        case "stream.num.map.output.key.fields": result += ["--key-fields", value]
        default:
            if HadoopArguments.changesResults(name) {
                throw ValidationError("-D \(name) of Hadoop has no counterpart here; the output would be another.")
            }
        }
        let variable = name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        result += ["--cmdenv", "\(String(variable))=\(value)"]
    }

    /// Properties that say how keys are ordered, divided or written.
    private static func changesResults(_ name: String) -> Bool {
        ["comparator", "partition.key", "key.fields.for.partition", "field.separator", "key.fields"].contains {
            name.contains($0)
        }
    }

    /// Hadoop's classes that do what a command does.
    private static func command(_ text: String) -> String {
        let name = text.split(separator: ".").last ?? ""
        let isClass = text.hasPrefix("org.apache.hadoop.")
        return isClass && (name == "IdentityMapper" || name == "IdentityReducer") ? "cat" : text
    }
}
