import Glibc
import Thresh

/// record-costs [RECORDS]: what each kind of key and value costs per record, in nanoseconds on one core, as a table.
/// The jobs run inline, so that nothing else is measured than the work of one worker after the other: mapping,
/// combining or sorting, the run files, and reducing.
let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 1_000_000
guard count > 0 else {
    print("usage: record-costs [RECORDS]")
    exit(64)
}
let measurement = try Measurement(records: count)
print("| key | value | ns |\n|---|---|---|")
for (key, value, nanoseconds) in try measurement.rows() {
    let tenths = Int((nanoseconds * (nanoseconds < 100 ? 10 : 1)).rounded())
    print("| \(key) | \(value) | \(nanoseconds < 100 ? "\(tenths / 10).\(abs(tenths % 10))" : "\(tenths)") |")
}
