public import Thresh

/// The formats that have a name.
public enum FormatCatalog {
    /// All of them; earlier ones win where lines fit several equally well.
    public static let formats = entries.map(\.format)

    static let entries: [CatalogEntry] =
        cloudFormats + proxyFormats + webFormats + errorFormats + databaseFormats + queueFormats + jvmFormats
        + scriptFormats + pythonFormats + compiledFormats + mailFormats + networkFormats + applicationFormats
        + systemFormats + documentFormats + openFormats

    /// Names of formats whose fields a file's own header names: `csv`, `tsv`, `w3c`, `cloudfront`.
    public static let headerFormats: [(name: String, summary: String)] = [
        ("csv", "comma-separated values; the first line names the columns"),
        ("tsv", "TAB-separated values; the first line names the columns"),
        ("columns", "columns that blanks divide, as ps, df and kubectl print them; a line names them"),
        ("w3c", "the W3C extended log format, as IIS writes it; a #Fields: line names the columns"),
        ("cloudfront", "AWS CloudFront standard logs"),
    ]

    /// - Throws: `.usage` when there is none of that name.
    public static func format(named name: String) throws(ThreshError) -> LogFormat {
        let name = synonyms[name] ?? name
        if let entry = entries.first(where: { $0.name == name }) { return entry.format }
        let names = entries.map(\.name) + headerFormats.map(\.name)
        throw ThreshError(.usage, "no format '\(name)'; there are \(names.sorted().joined(separator: ", "))")
    }

    /// Whether a format is called so.
    public static func isName(_ name: String) -> Bool {
        synonyms[name] != nil || entries.contains { $0.name == name } || headerFormats.contains { $0.name == name }
    }

    /// Whether lines of a format are objects of JSON.
    static func isOfJSON(_ name: String) throws(ThreshError) -> Bool {
        guard entries.contains(where: { $0.name == name }) else { return false }
        return try format(named: name).layout == .json
    }

    /// Other names of formats.
    static let synonyms = [
        "apache": "combined", "nginx": "combined", "clf": "common", "iis": "w3c", "rfc3164": "syslog",
        "rfc5424": "syslog-5424", "klog": "glog", "postgres": "postgresql", "journald": "journal", "k8s": "cri",
        "logback": "log4j", "log4j2": "log4j", "mariadb-error": "mysql-error", "mariadb-slow": "mysql-slow",
        "mongo": "mongodb", "catalina": "tomcat", "wildfly": "jboss", "quarkus": "jboss", "istio": "envoy",
        "werkzeug": "python-http", "monolog": "laravel", "env_logger": "rust", "logcat": "android",
        "kern": "dmesg", "suricata-fast": "snort", "chrome": "chromium", "otlp": "otel", "named": "bind",
        "asa": "cisco",
    ]

    /// A format whose lines are written in one of several ways.
    ///
    /// - Parameters:
    ///   - start: an example of how records begin that are several lines, where a time or level does not tell.
    ///   - opening: the bytes that they begin with, where other lines of a record look like an example.
    static func steps(
        _ name: String, _ summary: String, signature: String? = nil, extra: Bool = false, nulls: NullMarks = .dash,
        start: String? = nil, opening: String? = nil, _ templates: String...
    ) -> CatalogEntry {
        steps(
            name, summary, signature: signature, extra: extra, nulls: nulls, start: start, opening: opening,
            templates: templates)
    }

    static func steps(
        _ name: String, _ summary: String, signature: String? = nil, extra: Bool = false, nulls: NullMarks = .dash,
        start: String? = nil, opening: String? = nil, templates: [String]
    ) -> CatalogEntry {
        let recordStart =
            opening.map { LineShape(bytes: Array($0.utf8)) } ?? start.map { LineShape(example: Array($0.utf8)) }
        var entry = CatalogEntry(name, summary) {
            let template = FormatTemplate(templates)
            var format = LogFormat(
                name, summary, fields: template.fields, layout: .steps(template.variants), nulls: nulls)
            format.signature = signature
            format.allowsExtraFields = extra
            format.recordStart = recordStart
            return format
        }
        entry.templates = templates
        entry.signature = signature
        entry.recordStart = recordStart
        return entry
    }
}
