import ArgumentParser
import Thresh
import ThreshCommand

/// How many responses of a web log have from 0 to 10,000 bytes, from 10,000 to 20,000, and so on.
@main
struct ResponseSizes: FlowCommand {
    @Option(help: "The width of a bin in bytes.")
    var width = 10_000.0

    @OptionGroup var options: RunOptions

    var columns: [Column]? { [Column("from", .number), Column("to", .number), Column("responses", .integer)] }

    func makeFlow(_ options: JobOptions) throws -> some RowFlow {
        let bins = try lines(of: options.inputs, options: options)
            .compactMap { $0.field(9, separator: " ")?.double }
            .reduced(into: EqualWidthHistogram(width: width))
        return try values(bins.map { Triple($0.lower, $0.upper, $0.count) }, options: options)
    }
}
