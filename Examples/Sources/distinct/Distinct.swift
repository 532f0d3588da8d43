import ArgumentParser
import Thresh
import ThreshCommand

/// Lists what a field of TAB-separated lines holds, each value once.
@main
struct DistinctFields: FlowCommand {
    @Option(help: "Which field, counted from 1.")
    var field = 1

    @OptionGroup var options: RunOptions

    func makeFlow(_ options: JobOptions) -> some RowFlow {
        lines(of: options.inputs, options: options)
            .field(field - 1, separator: "\t")
            .distinct()
    }
}
