import Platform
package import Thresh
package import ThreshLogs

/// The format that `--format` says.
package enum ForcedFormat {
    /// - Parameters:
    ///   - text: a name, a format string of a server, a pattern in slashes, or a server's configuration file.
    ///   - head: the first lines of what is to be read, of which the last may lack its end.
    package static func format(_ text: String, for head: ByteView) throws -> LogFormat {
        if let file = configuration(text) { return try format(inFile: file.path, named: file.name, head) }
        if text.count > 2, text.hasPrefix("/"), text.hasSuffix("/") {
            return try FormatDetector.typed(
                try LogFormat.pattern(String(text.dropFirst().dropLast())), by: head, isCut: false)
        }
        if !FormatDetector.saysMessages(text), text.contains("$") || text.contains("%") {
            let readings = try ServerConfiguration.formats(ofString: text)
            let fitting = readings.count > 1 ? FormatDetector.bestFitting(readings, for: head, isCut: false) : nil
            return try FormatDetector.typed(fitting ?? readings[0], by: head, isCut: false)
        }
        if !FormatDetector.saysMessages(text), text.contains("/") || text.hasSuffix(".conf") {
            throw ThreshError(.usage, "--format \(text): there is no such file")
        }
        return try FormatDetector.format(named: text, for: head, isCut: false)
    }

    /// `nginx.conf` or `nginx.conf:main`; nil when there is no such file. A format of that name goes first.
    private static func configuration(_ text: String) -> (path: String, name: String?)? {
        if FormatCatalog.isName(text) { return nil }
        if isFile(text) { return (text, nil) }
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let path = String(text[..<colon])
        return isFile(path) ? (path, String(text[text.index(after: colon)...])) : nil
    }

    private static func isFile(_ path: String) -> Bool { (try? FileSystem.status(path))?.kind == .regular }

    private static func format(inFile path: String, named name: String?, _ head: ByteView) throws -> LogFormat {
        guard let text = FileSystem.text(path) else { throw ThreshError(.usage, "\(path) cannot be read") }
        let formats = ServerConfiguration.formats(in: text)
        let names = formats.map(\.name).joined(separator: ", ")
        if formats.isEmpty {
            throw ThreshError(.usage, "\(path) has no log_format or LogFormat that is understood")
        }
        if let name {
            guard let format = formats.last(where: { $0.name == name }) else {
                throw ThreshError(.usage, "\(path) has no format '\(name)'; there are \(names)")
            }
            return try FormatDetector.typed(format, by: head, isCut: false)
        }
        guard let format = FormatDetector.bestFitting(formats, for: head, isCut: false) else {
            throw ThreshError(
                .badData, "no format of \(path) (\(names)) fits the lines; name one as in \(path):\(formats[0].name)")
        }
        return try FormatDetector.typed(format, by: head, isCut: false)
    }
}
