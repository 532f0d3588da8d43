import Thresh
import ThreshQueries

// The pages of a log that sent the most, and its worst hour, as typed rows in a program of one's own.
guard CommandLine.arguments.count > 1 else { fatalError("usage: heavy-pages LOG...") }
let logs = Array(CommandLine.arguments.dropFirst())

var pages = Query("count, sum(bytes) as volume, max(bytes) as largest")
pages.groups = "path(path) as page"
pages.filter = "status < 400 and ext is null"
pages.order = "-volume"
pages.limit = 5
for page in try pages.answer(logs) {
    guard case .bytes(let volume) = page["volume"], let count = page["count"].integer else { continue }
    // Values are numbers, times and texts: nothing is parsed again.
    print(page["page"], count, volume / count, page["largest"], separator: "\t")
}

var hours = Query("count")
hours.groups = "hour(time) as hour"
hours.filter = "status >= 400"
var worst: (hour: Timestamp, errors: Int)?
let summary = try hours.forEach(logs) { row in
    guard let hour = row["hour"].time, let errors = row["count"].integer else { return }
    if errors > worst?.errors ?? 0 { worst = (hour, errors) }
}
if let worst { print("most errors in the hour from", worst.hour.seconds, "on:", worst.errors) }
print(summary.linesRead, "lines,", summary.linesFiltered, "of them no errors")
