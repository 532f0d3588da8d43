extension FormatCatalog {
    /// Lines of a time, a level and a message, in the orders and between the marks that libraries of many languages use.
    static let applicationFormats = [
        steps(
            "log4j",
            "log4j, logback, log4net and Python's logging: time, level, [thread], logger, message in usual orders",
            signature: #"^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\S* .{0,160}?\b"# + levels + #"\b"#,
            "{time:iso} [{thread}] {level:level}  {logger:text:word}  - {message}",
            "{time:iso}  {level:level}  [{thread}] {logger:text:word}  - {message}",
            "{time:iso}  {level:level}  [{thread}] {logger:text:word}  : {message}",
            "{time:iso}  {level:level}  [{thread}] {logger:text:word}: {message}",
            "{time:iso}  {level:level}  [{thread}] ({logger:text:word}) {message}",
            "{time:iso}  {level:level}  [{logger:text:word}] - {message}",
            "{time:iso}  {level:level}  [{thread}] - {message}",
            "{time:iso} - {logger:text:word} - {level:level} - {message}",
            "{time:iso} - {level:level}  - {logger:text:word} - {message}",
            "{time:iso} - {logger:text:word}[{level:level}]: {message}",
            "{time:iso} [{level:level}~] {logger:text:word}: {message}",
            "{time:iso} [{level:level}~] [{thread}] {logger:text:word}  - {message}",
            "{time:iso}  {level:level}  ({thread}) [{logger:text:word}] {message}",
            "{time:iso}  {level:level}  {logger:text:word}: {message}",
            "{time:iso}  {level:level}  {logger:text:word}  - {message}",
            "{time:iso}  {level:level}  {logger:text:word}  [{ndc}] - {message}",
            "{time:iso}:{level:level}:{logger:text:word}:{message}",
            "[{time:iso}] [{level:level}~] {logger:text:word} - {message}",
            "[{time:iso}] [{thread}] {level:level}  {logger:text:word}  - {message}",
            "[{time:iso}] {level:level}  {logger:text:word}: {message}"),
        steps(
            "leveled", "a time, a level and a message in other usual writings",
            signature: #"^(?:\[?"# + levels
                + #"\b.{0,4}\[?\d{4}[-/]\d\d[-/]\d\d|\[?\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d[^A-Za-z]{0,16}(?:Z|UTC)?[^A-Za-z]{0,6}\b"#
                + levels + #"\b)"#,
            "{time:iso} [{level:level}~]:~{message}", "{time:iso} [{level:level}~]~{message}",
            "{time:iso} | {level:level}  | {message}", "{time:iso} - {level:level}  - {message}",
            "{time:iso}  {level:level}~:~{message}", "{time:iso}  {level:level}  - {message}",
            "{time:iso}  {level:level}  {message}", "{time:iso} - {level:level}~: {message}",
            "[{time:iso}] [{level:level}~]:~{message}", "[{time:iso}] [{level:level}~] {message}",
            "[{time:iso}][{level:level}~]:~{message}", "[{time:iso}][{level:level}~]~{message}",
            "[{time:iso}] {level:level}~:~{message}", "[{time:iso}] {level:level}  - {message}",
            "[{time:iso}]  {level:level}  {message}",
            "{level:level}  [{time:iso}]~{message}", "{level:level}:~[{time:iso}]~{message}",
            "{level:level}~:~{time:iso} {message}", "[{level:level}~] {time:iso} - {message}",
            "[{level:level}~] {time:iso}~{message}",
            "[{level:level}~]~[{time:iso}]~{message}", "{level:level}  {time:iso} {message}"),
    ]

    /// In capitals and small letters.
    private static let levels =
        "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE|ALERT|EMERGENCY|EMERG|PANIC|AUDIT|FINE[RS]?T?|CONFIG|SUCCESS|VERBOSE|[Tt]race|[Dd]ebug|[Ii]nfo|[Nn]otice|[Ww]arn|[Ww]arning|[Ee]rror|[Cc]ritical|[Ff]atal|[Ii]nformation|DBG|INF|WRN|ERR|FTL|TRC|VRB)"
}
