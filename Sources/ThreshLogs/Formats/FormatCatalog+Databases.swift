extension FormatCatalog {
    /// Logs of databases.
    static let databaseFormats = [
        steps(
            "mysql-error", "the error log of MySQL and MariaDB",
            signature:
                #"^(?:\d{4}-\d\d-\d\d|\d{6})[T ][ \d]\d:\d\d:\d\d\S* (?:\d+ )?\[(?:Note|Warning|Warn|ERROR|Error|System)\] "#,
            "{time:iso} {thread:int} [{level:mylevel}] [{code}] [{subsystem}] {message}",
            "{time:iso} {thread:int} [{level:mylevel}] {message}", "{time:iso} [{level:mylevel}] {message}",
            "{time:ymd2} [{level:mylevel}] {message}"),
        mysqlSlow,
        steps(
            "mongodb-text", "MongoDB's log before version 4.4",
            signature: #"^\d{4}-\d\d-\d\dT\S+ (?:[IWEF]|D\d?) +[A-Z-]+ +\[[^\]]*\] "#,
            "{time:iso} {level:letter}  {logger|component:text:word}  [{thread|context}] {message}"),
        steps(
            "redis", "Redis and Valkey, also their sentinels",
            signature:
                #"^(?:\d+:(?:\d+:)?[XCSM]|\[\d+\]) \d\d [A-Z][a-z]{2} (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d+)? [.*#-] "#,
            "{pid:int}:{role:text:1} {time:dmy} {level:mark} {message}",
            "{pid:int}:{role:text:1} {time:rfc3164} {level:mark} {message}",
            "{pid:int}:{thread:int}:{role:text:1} {time:dmy} {level:mark} {message}",
            "[{pid:int}] {time:rfc3164} {level:mark} {message}",
            "[{pid:int}] {time:dmy} {level:mark} {message}"),
        steps(
            "postgresql", "PostgreSQL's log, with one of some usual log_line_prefixes",
            signature:
                #"(?:LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\d?|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION):  "#,
            nulls: [.dash, .empty],
            "{time:iso} [{pid:int}] <<{user:text:word}@{database:text:word} >>{level:pglevel}:  {message}",
            "{time:iso} [{pid:int}]: <<[{line:int}-{-}] >>user={user:text:word},db={database:text:word}<<,app={app}>><<,client={ip|client:ip:word}>> {level:pglevel}:  {message}",
            "{time:iso} [{pid:int}]: [{line:int}-{-}] {level:pglevel}:  {message}",
            "{time:iso} [{pid:int}-{line:int}] <<{user:text:word}@{database:text:word} >>{level:pglevel}:  {message}",
            "{time:iso}:{ip|client:ip:word}({port:int}):{user:text:word}@{database:text:word}:[{pid:int}]:{level:pglevel}:  {message}",
            "{time:iso}:{ip|client:ip:word}:{user:text:word}@{database:text:word}:[{pid:int}]:{level:pglevel}:  {message}",
            "\\< {time:iso} \\>~{level:pglevel}:  {message}", "{time:iso} {level:pglevel}:  {message}"),
        postgresqlCSV,
        steps(
            "pgbouncer", "PgBouncer",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ (?:[A-Z]{3,4} )?\[\d+\] [A-Z]+ "#,
            "{time:iso} [{pid:int}] {level:pglevel} {message}"),
        steps(
            "cockroach", "CockroachDB",
            signature: #"^[IWEF]\d{6} \d\d:\d\d:\d\d\.\d{6} \d+ (?:\d+@)?\S+:\d+ "#,
            "{level:level:1}{time:ymd2} {thread|goroutine:int} <?{channel:int}@>>{file:text:word}:{line:int} ⋮ [{tags}] {counter:int}  {message}",
            "{level:level:1}{time:ymd2} {thread|goroutine:int} <?{channel:int}@>>{file:text:word}:{line:int}  [{tags}] {message}",
            "{level:level:1}{time:ymd2} {thread|goroutine:int} <?{channel:int}@>>{file:text:word}:{line:int}  {message}"
        ),
        steps(
            "oracle-alert", "Oracle's alert log: a time in a line of its own, then messages",
            signature: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+-]\d\d:\d\d\n"#,
            start: "2024-05-01T12:30:00.250", "{time:iso}\n{message}"),
        steps(
            "oracle-alert-old", "Oracle's alert log before version 12.2, with times as ctime writes them",
            signature: #"^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?: [A-Z]{3,4})? \d{4}\n"#,
            start: "Tue Apr 30 23:50:07 2024", "{time:asctime}\n{message}"),
        steps(
            "cassandra", "Apache Cassandra and ScyllaDB's Java tools",
            signature: #"^[A-Z]+ +\[[^\]]+\] \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \S+:\d+ - "#,
            "{level:level}  [{thread}] {time:iso} {file:text:word}:{line:int} - {message}"),
        steps(
            "elasticsearch", "Elasticsearch and OpenSearch, plain text",
            signature: #"^\[\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d,\d+\]\[[A-Z]+ *\]\["#,
            "[{time:iso}][{level:level}~][{logger:text:word}~]~<?[{node}] >>{message}"),
    ]

    /// A statement of several lines, with comments before it. Where MySQL writes no `# Time:` the statement's own
    /// `SET timestamp` says when it was; it is always there.
    /// Lines of the header behind the time that a query took, as many as `log_slow_verbosity` asks for.
    private static let further = String(repeating: "<<# {-}\n>>", count: 12)

    private static let mysqlSlow = steps(
        "mysql-slow", "the slow query log of MySQL and MariaDB", signature: #"^# User@Host: "#, nulls: .empty,
        start: "# User@Host: ",
        "# User@Host: {user:text:word}[{-}] @ ~{client_host}~[{ip}]<<  Id:  {thread:int}>>\n<<# Thread_id: {thread:int}  Schema: {database}  QC_hit: {-}\n>><<# Schema: {database}  {-}\n>># Query_time: {duration|query_time:s}  Lock_time: {lock_time:s}  Rows_sent: {rows_sent:int}  Rows_examined: {rows_examined:int}<< {-}>>\n\(further)<<use {database};\n>>SET timestamp={time:epoch};\n{message}<<\n# Time: {-}>>"
    ).with { $0.preamble = ["# Time: ", "/", "Tcp port: ", "Time "] }

    private static let postgresqlCSV = steps(
        "postgresql-csv", "PostgreSQL's log_destination csvlog",
        signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [^,]+,(?:"[^"]*")?,(?:"[^"]*")?,\d*,"#, nulls: .empty,
        start: "2024-05-01 12:30:00.250 ",
        "{time:iso:cell},{user:text:cell},{database:text:cell},{pid:int:cell},{ip|connection_from:address:cell},{session_id:text:cell},{session_line:int:cell},{command_tag:text:cell},{session_start:iso:cell},{virtual_transaction_id:text:cell},{transaction_id:int:cell},{level|error_severity:text:cell},{sql_state:text:cell},{message:text:cell},{detail:text:cell},{hint:text:cell},{internal_query:text:cell},{internal_query_position:text:cell},{context:text:cell},{query:text:cell},{query_position:text:cell},{location:text:cell},{app|application_name:text:cell},{backend_type:text:cell},{leader_pid:int:cell},{query_id:int:cell}",
        "{time:iso:cell},{user:text:cell},{database:text:cell},{pid:int:cell},{ip|connection_from:address:cell},{session_id:text:cell},{session_line:int:cell},{command_tag:text:cell},{session_start:iso:cell},{virtual_transaction_id:text:cell},{transaction_id:int:cell},{level|error_severity:text:cell},{sql_state:text:cell},{message:text:cell},{detail:text:cell},{hint:text:cell},{internal_query:text:cell},{internal_query_position:text:cell},{context:text:cell},{query:text:cell},{query_position:text:cell},{location:text:cell},{app|application_name:text:cell},{backend_type:text:cell}",
        "{time:iso:cell},{user:text:cell},{database:text:cell},{pid:int:cell},{ip|connection_from:address:cell},{session_id:text:cell},{session_line:int:cell},{command_tag:text:cell},{session_start:iso:cell},{virtual_transaction_id:text:cell},{transaction_id:int:cell},{level|error_severity:text:cell},{sql_state:text:cell},{message:text:cell},{detail:text:cell},{hint:text:cell},{internal_query:text:cell},{internal_query_position:text:cell},{context:text:cell},{query:text:cell},{query_position:text:cell},{location:text:cell},{app|application_name:text:cell}"
    ).inRows(separator: UInt8(ascii: ","))
}
