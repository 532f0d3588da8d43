import ArgumentParser
import Thresh
import ThreshCommand

// A job of one's own, as a program, for tests of what every such program has.

/// What the words of each length are: values of a layout of the program's own.
struct Lengths: FixedAggregate {
    var count = 0
    var bytes = 0

    init() {}
    mutating func add(_ length: Int) {
        count += 1
        bytes += length
    }
    mutating func merge(_ other: Lengths) {
        count += other.count
        bytes += other.bytes
    }
    var result: String { "\(count) words, \(bytes) bytes" }
}

struct WordLengths: JobCommand, CombiningJob {
    static let configuration = CommandConfiguration(commandName: "lengths")

    @Option var least = 0
    @OptionGroup var options: RunOptions

    func map(_ record: Record, into output: inout Combined<Int, Lengths>) {
        let least = least
        record.line.forEachWord { if $0.count >= least { output.emit($0.count, $0.count) } }
    }
}

/// A job without reduce: lines of an even length, and others apart.
struct Evens: JobCommand, MapOnlyJob {
    static let configuration = CommandConfiguration(commandName: "evens")

    @Flag var evens = false
    @Flag var apart = false
    @OptionGroup var options: RunOptions

    func map(_ record: Record, into part: inout PartWriter) {
        let isEven = record.line.count % 2 == 0
        part.count(isEven ? "even" : "odd", group: "lines, by length")
        func write(_ part: inout PartWriter) {
            part.write(record.line)
            part.endRow()
        }
        if isEven { write(&part) } else if apart { part.withOutput("odd") { write(&$0) } }
    }
}

/// A job whose reducers write more than parts, count and note.
struct Initials: JobCommand, CombiningJob {
    static let configuration = CommandConfiguration(commandName: "initials")

    @Flag var initials = false
    @OptionGroup var options: RunOptions

    func map(_ record: Record, into output: inout Combined<String, Count>) {
        if record.line.count > 30 { output.reject(record, "a long line") }
        record.line.forEachWord { output.emit($0, 1) }
    }

    func reduce(_ key: String, _ total: Count, into part: inout PartWriter) {
        part.count("words")
        part.withOutput("letter-\(key.prefix(2))") { $0.writeRow(key, total.result) }
        part.writeRow(key, total.result)
    }
}

/// A job whose code throws what is no error of the library, and traps.
struct Picky: JobCommand, CombiningJob {
    static let configuration = CommandConfiguration(commandName: "picky")

    struct Unwanted: Error, CustomStringConvertible {
        let description: String
    }

    @Flag var picky = false
    @OptionGroup var options: RunOptions

    func map(_ record: Record, into output: inout Combined<String, Count>) throws {
        if record.line == "no" { throw Unwanted(description: "nobody wants it") }
        output.emit(record.line, 1)
    }

    func reduce(_ key: String, _ total: Count, into part: inout PartWriter) throws {
        if key == "never" { throw Unwanted(description: "nor that") }
        part.writeRow(key, total.result)
    }
}

if CommandLine.arguments.contains("--picky") {
    Picky.main()
} else if CommandLine.arguments.contains("--evens") {
    Evens.main()
} else if CommandLine.arguments.contains("--initials") {
    Initials.main()
} else {
    WordLengths.main()
}
