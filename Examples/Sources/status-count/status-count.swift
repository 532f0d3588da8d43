import ArgumentParser
import Thresh
import ThreshCommand

/// Counts the requests of web server logs by status.
@main
struct StatusCount: JobCommand, CombiningJob {
    @OptionGroup var options: RunOptions

    var columns: [Column]? { [Column("status"), Column("requests", .integer)] }

    func map(_ record: Record, into output: inout Combined<String, Count>) {
        if let status = record.line.field(8, separator: " "), status.integer != nil {
            output.emit(status, 1)
        } else {
            output.emit("no status", 1)
        }
    }
}
