extension FormatCatalog {
    private static let levels =
        "(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL|SEVERE|ALERT|EMERGENCY|AUDIT|FINE)"

    /// Logs of programs and their libraries.
    static let applicationFormats = [
        steps(
            "glog", "glog and klog, as Kubernetes' programs write",
            signature: #"^[IWEFD](?:\d{4})?\d{4} \d\d:\d\d:\d\d\.\d+ "#,
            "{level:level:1}{time:glog}  {tid:int} {file:text:word}:{line:int}] {message}"),
        steps(
            "postgresql", "PostgreSQL's log, with one of two usual log_line_prefixes",
            signature:
                #"(?:LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\d?|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION):  "#,
            "{time:iso} [{pid:int}] <<{user:text:word}@{database:text:word} >>{level:level}:  {message}",
            "{time:iso} [{pid:int}]: [{line:int}-{-}] user={user:text:word},db={database:text:word}<<,app={app},client={client:text:word}>> {level:level}:  {message}"
        ),
        steps(
            "openstack", "OpenStack's services",
            signature: #"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ \d+ [A-Z]+ \w[\w.]* \["#,
            "{time:iso} {pid:int} {level:level} {logger:text:word} [{request_id}] {message}",
            "{file:text:word} {time:iso} {pid:int} {level:level} {logger:text:word} [{request_id}] {message}"),
        steps(
            "hdfs", "Hadoop's HDFS: 081109 203615 148 INFO logger: message", signature: #"^\d{6} \d{6} \d+ [A-Z]+ "#,
            "{time:ymd2} {pid:int} {level:level} {logger:text:word}: {message}"),
        steps(
            "spark", "Spark: 17/06/09 20:10:40 INFO logger: message",
            signature: #"^\d\d/\d\d/\d\d \d\d:\d\d:\d\d [A-Z]+ "#,
            "{time:ymd2} {level:level}  {logger:text:word}: {message}"),
        steps(
            "spring-boot", "Spring Boot: time LEVEL pid --- [thread] logger : message", signature: " --- \\[",
            "{time:iso}  {level:level} {pid:int} --- [{thread}] {logger:text:word}  : {message}",
            "{time:iso}  {level:level} {pid:int} --- [{app}] [{thread}] {logger:text:word}  : {message}"),
        steps(
            "zookeeper", "ZooKeeper: time - LEVEL [thread] - message", signature: "^.{19,30} - \(levels) +\\[",
            "{time:iso} - {level:level}  [{thread}] - {message}"),
        steps(
            "log4j", "log4j, logback and Python's logging: time, level, [thread], logger, message in usual orders",
            signature: #"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\S* .{0,120}?\b"# + levels + #"\b"#,
            "{time:iso} [{thread}] {level:level}  {logger:text:word}  - {message}",
            "{time:iso} {level:level}  [{thread}] {logger:text:word}  - {message}",
            "{time:iso} {level:level}  [{thread}] {logger:text:word}: {message}",
            "{time:iso} - {logger:text:word} - {level:level} - {message}",
            "{time:iso} {level:level}  {logger:text:word}: {message}",
            "{time:iso} {level:level}  {logger:text:word} - {message}"),
    ]
}
