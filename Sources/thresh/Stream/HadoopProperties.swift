import ArgumentParser

/// Properties and classes of Hadoop that change what comes out: what a job here does anyway passes, anything else is
/// refused.
enum HadoopProperties {
    private struct Rule {
        /// Parts of the names that the rule is about, in lower case.
        let names: [String]
        /// Values with which the output is that of a job here, in lower case.
        var harmless: [String] = []
        let reason: String
    }

    private static let rules = [
        Rule(
            names: ["comparator"],
            reason: "keys are in the order of their bytes, and the values of a key in that of theirs"),
        Rule(names: ["partitioner.class"], harmless: ["hashpartitioner"], reason: keysAreHashed),
        Rule(names: ["partition.key", "key.partitioner", "key.fields.for.partition"], reason: keysAreHashed),
        Rule(
            names: ["separator"], harmless: ["\t", "\\t"],
            reason:
                "map alone has a separator, stream.map.output.field.separator; a TAB is between key and value elsewhere"
        ),
        Rule(
            names: ["num.reduce.output.key.fields"], harmless: ["1"],
            reason: "what reduce prints is the output as it is"),
        Rule(names: ["linespermap"], reason: linesPerMap),
        Rule(
            names: ["inputformat.class", "input.format.class"], harmless: ["textinputformat"],
            reason: "map gets the lines of the input"),
        Rule(
            names: ["outputformat.class", "output.format.class"], harmless: ["textoutputformat"],
            reason: "part files have the lines that reduce prints"),
        Rule(names: ["record.delimiter"], harmless: ["\n", "\\n"], reason: "a line ends with LF"),
        Rule(
            names: ["fileoutputformat.compress", "mapred.output.compress"], harmless: ["false"],
            reason: "part files are plain text: compress them afterwards, as in zstd --rm out/part-*"),
        Rule(
            names: ["reader.class", "writer.class"],
            harmless: ["textinputreader", "textinputwriter", "textoutputreader"],
            reason: "commands read and print text"),
        Rule(
            names: ["stream.map.input", "stream.map.output", "stream.reduce.input", "stream.reduce.output"],
            harmless: ["text"], reason: "commands read and print text"),
        Rule(
            names: ["non.zero.exit.is.failure"], harmless: ["true"],
            reason: "a command that may end with another code than 0 is written COMMAND || true"),
        Rule(
            names: [
                "skip.max", "maxskip", "failures.maxpercent", "max.map.failures", "max.reduce.failures", "skip.mode",
            ],
            harmless: ["0", "false"], reason: "what fails ends the job, and nothing is left out"),
        Rule(names: ["pathfilter"], reason: "name the files, or a pattern of them"),
        Rule(names: ["output.basename"], harmless: ["part"], reason: "part files are named part-r-00000 and so on"),
        Rule(
            names: [
                "mapper.class", "reducer.class", "combiner.class", "job.map.class", "job.reduce.class", "combine.class",
            ],
            harmless: ["pipemapper", "pipereducer", "pipecombiner"], reason: "the steps of a job are commands"),
    ]

    private static let keysAreHashed = "a key's part is told by the hash of the whole key"
    private static let linesPerMap =
        "it gives each map some lines, each behind its place in the file and a TAB; take the input's lines as they are, and let a map have less of them with --chunk-size"

    /// Compression is said by one property alone; the others name how.
    private static let exact: Set<String> = [
        "fileoutputformat.compress", "mapred.output.compress", "stream.map.input", "stream.map.output",
        "stream.reduce.input", "stream.reduce.output",
    ]

    /// - Throws: when the property would make another output.
    static func check(_ name: String, _ value: String) throws {
        let lower = name.lowercased()
        for rule in rules {
            let isMeant = rule.names.contains { exact.contains($0) ? lower.hasSuffix($0) : lower.contains($0) }
            if !isMeant { continue }
            if rule.harmless.contains(HadoopProperties.className(value)) { return }
            throw ValidationError(
                "-D \(name)=\(value) of Hadoop has no counterpart here, and the output would be another: \(rule.reason)."
            )
        }
    }

    /// - Throws: when the class that an option names would make another output.
    static func checkClass(_ option: String, _ value: String) throws {
        let reason: String
        switch (option, className(value)) {
        case ("-inputformat", "textinputformat"), ("-outputformat", "textoutputformat"),
            ("-partitioner", "hashpartitioner"),
            ("-io", "text"):
            return
        case ("-inputformat", "nlineinputformat"): reason = linesPerMap
        case ("-inputformat", "keyvaluetextinputformat"):
            reason = "it appends a TAB to lines that have none; take the lines as they are"
        case ("-inputformat", _): reason = "map gets the lines of the input"
        case ("-outputformat", _): reason = "part files have the lines that reduce prints"
        case ("-partitioner", _): reason = keysAreHashed
        default: reason = "commands read and print lines of text"
        }
        throw ValidationError(
            "\(option) \(value) of Hadoop has no counterpart here, and the output would be another: \(reason).")
    }

    /// The last part of a class's name, in lower case; a value that is none as it is.
    private static func className(_ value: String) -> String {
        let name = value.hasPrefix("org.") ? value.split(separator: ".").last.map(String.init) ?? value : value
        return name.lowercased()
    }
}
