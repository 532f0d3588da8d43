import ArgumentParser
import Thresh
import ThreshCommand

/// Divides the page views of each user into sessions, which end when nothing is viewed for half an hour. A line is
/// user, time in seconds and page, divided by TAB; lines may be in any order.
///
/// A secondary sort: the user is the key, and the values of a key come in order, so views come by time. They are
/// streamed, so a user may have more of them than fit in memory.
@main
struct Sessions: JobCommand, GroupingJob {
    @OptionGroup var options: RunOptions

    var columns: [Column]? {
        [
            Column("user"), Column("begin", .integer), Column("seconds", .integer), Column("views", .integer),
            Column("first page"), Column("last page"),
        ]
    }

    func map(_ record: Record, into output: inout Grouped<String, Pair<Int, String>>) {
        guard let user = record.line.field(0, separator: "\t"),
            let time = record.line.field(1, separator: "\t")?.integer,
            let page = record.line.field(2, separator: "\t")
        else { return output.count("lines without three fields") }
        output.emit(user, Pair(time, String(page)))
    }

    func reduce(_ user: String, _ views: inout GroupedValues<Pair<Int, String>>, into part: inout PartWriter) throws {
        guard var first = try views.next() else { return }
        var last = first
        var count = 1
        func write() {
            part.writeRow(user, first.first, last.first - first.first, count, first.second, last.second)
        }
        while let view = try views.next() {
            if view.first - last.first > 1800 {
                write()
                first = view
                count = 0
            }
            last = view
            count += 1
        }
        write()
    }
}
