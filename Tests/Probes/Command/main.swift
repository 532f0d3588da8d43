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

WordLengths.main()
