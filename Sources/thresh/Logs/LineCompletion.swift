import ArgumentParser
import Platform
import Thresh
import ThreshLogs
import ThreshQueries

/// What a shell proposes where fields, formats and zones are expected.
enum LineCompletion {
    /// Fields of the first file on the line that has some.
    static let fields = CompletionKind.custom { words, _, typed in
        // Of a list, what is behind the last comma.
        let kept = typed.lastIndex(of: ",").map { String(typed[...$0]) } ?? ""
        return fieldNames(words).map { kept + $0 }
    }

    static let aggregates = CompletionKind.custom { words, _, typed in
        guard let open = typed.lastIndex(of: "(") else {
            return ["count"] + functions.map { $0 + "(" }
        }
        return fieldNames(words).map { typed[...open] + $0 + ")" }
    }

    /// Made when they are asked for: every start of a command would wait for the catalogue.
    static let formats = CompletionKind.custom { _, _, _ in
        FormatCatalog.formats.map(\.name) + FormatCatalog.headerFormats.map(\.name)
    }

    static let zones = CompletionKind.custom { _, _, _ in
        let table = FileSystem.text("/usr/share/zoneinfo/zone1970.tab") ?? ""
        let names = table.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .compactMap { $0.split(separator: "\t").dropFirst(2).first.map(String.init) }
        return ["UTC"] + names.sorted()
    }

    private static let functions = [
        "sum", "mean", "min", "max", "median", "p90", "p95", "p99", "stddev", "variance", "distinct", "first", "last",
    ]

    private static func fieldNames(_ words: [String]) -> [String] {
        for word in words.dropFirst() where !word.hasPrefix("-") {
            guard let file = try? JobInput.files(word).first,
                let head = try? file.textHead(LogReaders.sampleBytes).bytes,
                let format = try? LogReaders.format(of: head, name: file.name, forced: nil)
            else { continue }
            return format.fieldNames
        }
        return []
    }
}
