import Thresh
package import ThreshLogs

/// Which format a file is in.
extension LogReaders {
    /// Lines from several places of a file.
    static func textSample(of file: JobInput) throws -> TextSample {
        let isPlain = !file.isCompressed
        var sample = try file.textHead(isPlain ? sampleBytes : sampleBytes * 4)
        if sample.isWhole || !isPlain || sample.bytes.last != 10 { return sample }
        for piece in try file.pieces(3) {
            guard let first = piece.firstIndex(of: 10), let last = piece.lastIndex(of: 10) else { continue }
            sample.bytes += piece[(first + 1)..<max(last + 1, first + 1)]
        }
        return sample
    }

    /// nil when there is no line, and nothing said what lines would be like.
    ///
    /// - Parameters:
    ///   - head: the first lines, of which the last may lack its end.
    ///   - rules: where nothing is forced.
    package static func format(
        of head: [UInt8], name: String, forced: String?, _ rules: [FormatRule] = []
    ) throws -> LogFormat? {
        try detected(of: head, name: name, forced: forced, rules)?.format
    }

    /// The same with what is to be told of it.
    package static func detected(
        of head: [UInt8], name: String, forced: String?, _ rules: [FormatRule]
    ) throws -> DetectedFormat? {
        guard forced == nil || forced?.hasPrefix(ofTables) == true, let rule = FormatRule.first(of: rules, for: name)
        else {
            return try detected(of: head, name: name, forced: forced)
        }
        let isTable = ["csv", "tsv", "columns", "text"].contains { rule.format.hasPrefix($0) }
        do {
            let format = rule.format + (isTable ? forced?.dropFirst(ofTables.count - 1) ?? "" : "")
            var detected = try detected(of: head, name: name, forced: format)
            detected?.note = "read as \(rule.format), as \(rule.place) says"
            return detected
        } catch let error as ThreshError {
            throw ThreshError(error.kind, "\(rule.place): \(rule.pattern) = \(rule.format): \(error.message)")
        }
    }

    private static func detected(of head: [UInt8], name: String, forced: String?) throws -> DetectedFormat? {
        try unsafe head.withUnsafeBytes { bytes in
            try unsafe TextStart.checkEncoding(of: bytes, name: name)
            let isTable =
                forced.map { $0.hasPrefix("csv") || $0.hasPrefix("tsv") } ?? TableFile.isNamed(name)
            if isTable, TableFile.endsLinesWithReturns(head.span) {
                if TableFile.isNamed(name), ![".csv", ".tsv", ".tab"].contains(where: name.lowercased().hasSuffix) {
                    throw ThreshError(
                        .badData,
                        """
                        \(name): compressed tables whose lines end with CR alone are not read; decompress it first, as such a \
                        table is read
                        """)
                }
                let path = name == "-" ? "" : " < " + ShellWord.quoted(name)
                throw ThreshError(
                    .badData,
                    """
                    \(name): its lines end with CR alone, as programs for old Macs write them; convert it first: \
                    tr '\\r' '\\n'\(path) | thresh …
                    """)
            }
            let start = unsafe TextStart.count(in: bytes)
            let view = unsafe ByteView(UnsafeRawBufferPointer(rebasing: bytes[start...]))
            if let forced {
                var forced = forced
                var detected: DetectedFormat?
                if forced.hasPrefix(LogReaders.ofTables) {
                    detected = try LogReaders.detected(of: head, name: name, forced: nil)
                    // Formats of other kinds say how their numbers are written.
                    guard let table = detected?.format.tableName else { return detected }
                    forced = "\(table) \(forced.dropFirst(LogReaders.ofTables.count))"
                }
                var found: DetectedFormat
                if let plain = LogFormat.withoutColours(view) {
                    let format = try unsafe plain.withUnsafeBytes {
                        try ForcedFormat.format(forced, for: unsafe ByteView($0))
                    }
                    found = DetectedFormat(forced: format.withColours)
                } else {
                    found = DetectedFormat(forced: try ForcedFormat.format(forced, for: view))
                }
                found.note = detected?.note
                return found
            }
            let detected = FormatDetector.detectOrText(view, isCut: false, name: name)
            if let refusal = JSONDocument.refusal(of: view, detected: detected, name: name) {
                throw ThreshError(.badData, "\(name): \(refusal)")
            }
            return detected
        }
    }
}
