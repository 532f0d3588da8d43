import Foundation
import Thresh
import ThreshLogs

@testable import ThreshQueries

/// The rows of a query over files with these texts, asked in this process, with a TAB between the values.
func ask(_ query: Query, _ texts: String...) throws -> (rows: [String], answer: QueryAnswer) {
    try ask(query, JobOptions(), texts)
}

/// The same with options, of which some are set here.
func ask(_ query: Query, _ options: JobOptions, _ texts: String...) throws -> (rows: [String], answer: QueryAnswer) {
    try ask(query, options, texts)
}

private func ask(
    _ query: Query, _ options: JobOptions, _ texts: [String]
) throws -> (rows: [String], answer: QueryAnswer) {
    let directory = FileManager.default.temporaryDirectory.appending(path: "queries-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    var paths: [String] = []
    for (index, text) in texts.enumerated() {
        let path = directory.appending(path: "\(index).log").path
        try Data(text.utf8).write(to: URL(filePath: path))
        paths.append(path)
    }
    var options = options
    options.runsInline = true
    let answer = try query.answer(paths, options)
    return (answer.map { $0.values.map(\.description).joined(separator: "\t") }, answer)
}

func usage(_ body: () throws -> Void) -> String? {
    do { try body() } catch let error as ThreshError where error.kind == .usage { return error.message } catch {}
    return nil
}

let testContext = ExpressionContext(zone: .utc, now: Timestamp(nanoseconds: 1_700_000_000_000_000_000))

func time(_ seconds: Int64) -> Timestamp { Timestamp(nanoseconds: seconds * 1_000_000_000) }
