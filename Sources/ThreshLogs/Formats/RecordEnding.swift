package import Thresh

/// The line that says how it went what a record of several lines is about: `Completed 200 OK` of Rails.
package struct RecordEnding: Sendable, Hashable, Codable {
    /// What the line begins with.
    package let text: String
    /// The fields that it has.
    package let fields: Set<String>

    /// Whether a record has one such line.
    package func isOnce(in record: ByteView) -> Bool {
        var count = 0
        var start = 0
        while start < record.count {
            if unsafe LineBytes(record.slice(start, record.count)).starts(with: Array(text.utf8)) { count += 1 }
            start = (record.firstIndex(of: 10, from: start) ?? record.count) + 1
        }
        return count == 1
    }
}

extension LogFormat {
    /// What must be in each record once for a question about some fields.
    ///
    /// - Parameter names: of the fields.
    package func ending(of names: [String]) -> RecordEnding? {
        guard let ending,
            names.contains(where: { name in definitions(of: name).contains { ending.fields.contains($0.name) } })
        else { return nil }
        return ending
    }
}
