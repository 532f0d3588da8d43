import Foundation
import TestSupport

/// A finished output directory.
struct JobOutput {
    let parts: [(name: String, bytes: Bytes)]
    let manifest: Bytes
    let errors: String

    /// Runs the job; throws what it printed when it fails.
    init(
        _ variant: JobVariant, _ input: PreparedInput, options: [String], in directory: TemporaryDirectory,
        deadline: Duration = .seconds(60)
    ) throws {
        let name = "out-" + UUID().uuidString
        var command = Command.thresh(
            variant.commandLine(options + ["--output", directory.path(name)], inputs: input.arguments))
        command.input = input.standardInput
        command.environment = ["TMPDIR": directory.path]
        command.deadline = deadline
        let result = try command.run()
        // grep that selects nothing says so.
        let isDone = result.isSuccess || result.exitCode == 1 && variant.arguments.first == "grep"
        guard isDone else { throw Failure(description: "\(result)") }
        guard result.leftovers.isEmpty else { throw Failure(description: "processes are left: \(result)") }
        let names = try directory.list(name)
        guard names.first == "_SUCCESS" else { throw Failure(description: "unexpected output \(names): \(result)") }
        parts = try names.dropFirst().map { ($0, try directory.read(name + "/" + $0)) }
        manifest = try directory.read(name + "/_SUCCESS")
        errors = result.errors
        try FileManager.default.removeItem(atPath: directory.path(name))
    }

    struct Failure: Error, CustomStringConvertible { let description: String }

    /// Why this is not the same output as another; nil when it is.
    func difference(from other: JobOutput) -> String? {
        if parts.map(\.name) != other.parts.map(\.name) {
            return "parts \(parts.map(\.name)) instead of \(other.parts.map(\.name))"
        }
        for (mine, theirs) in zip(parts, other.parts) where mine.bytes != theirs.bytes {
            return "\(mine.name) differs"
        }
        return manifest == other.manifest ? nil : "_SUCCESS is \(String(decoding: manifest, as: UTF8.self))"
    }

    /// Why this is not what it should be; nil when it is.
    func mistake(_ variant: JobVariant, _ input: PreparedInput, partitions: Int) throws -> String? {
        let expected = variant.expected(input.files)
        let found = parts.map { Oracle.lines(of: $0.bytes) }
        let prefix = variant.shape == .filtered ? "part-m-" : "part-r-"
        let count = variant.shape == .filtered || variant.shape == .top ? 1 : partitions
        let names = (0..<count).map { prefix + String(format: "%05d", $0) }
        if parts.map(\.name) != names { return "parts are \(parts.map(\.name))" }
        if parts.contains(where: { !$0.bytes.isEmpty && $0.bytes.last != 10 }) { return "a part does not end in LF" }
        if variant.shape == .keyed {
            let ranks = Dictionary(uniqueKeysWithValues: zip(expected, 0...))
            for (part, rows) in zip(parts, found) {
                let places = rows.map { ranks[$0] }
                if let index = places.firstIndex(of: nil) { return "\(part.name): unexpected row \(show(rows[index]))" }
                if places.compactMap({ $0 }) != Set(places.compactMap { $0 }).sorted() {
                    return "\(part.name) is not in order, or has a row twice"
                }
            }
            let rows = found.joined()
            let missing = Set(expected).subtracting(rows)
            if let row = missing.first { return "no row \(show(row))" }
            if rows.count != expected.count { return "\(rows.count) rows instead of \(expected.count)" }
        } else {
            let rows = Array(found.joined())
            for (index, (row, wanted)) in zip(rows, expected).enumerated() where row != wanted {
                return "line \(index) is \(show(row)) instead of \(show(wanted))"
            }
            if rows.count != expected.count { return "\(rows.count) lines instead of \(expected.count)" }
        }
        return try manifestMistake(input, rows: expected.count)
    }

    private func manifestMistake(_ input: PreparedInput, rows: Int) throws -> String? {
        let object = try JSONSerialization.jsonObject(with: Data(manifest)) as? [String: Any]
        let counters = object?["counters"] as? [String: Int]
        let records = input.files.reduce(0) { $0 + Oracle.lines(of: $1.content).count }
        let wanted = [
            "input_records": records, "mapped_records": records, "rejected_records": 0,
            "input_bytes": input.files.reduce(0) { $0 + $1.content.count },
            "output_records": rows,
            "output_bytes": parts.reduce(0) { $0 + $1.bytes.count },
        ]
        return counters == wanted ? nil : "counters are \(counters ?? [:]) instead of \(wanted)"
    }

    private func show(_ row: Bytes) -> String { String(decoding: row.prefix(200), as: UTF8.self).debugDescription }
}
