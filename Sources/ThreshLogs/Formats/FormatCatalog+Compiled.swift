extension FormatCatalog {
    /// Logs of Go's and Rust's libraries, and of NestJS.
    static let compiledFormats = [
        nest,
        steps(
            "glog", "glog and klog, as Kubernetes' programs write",
            signature: #"^[IWEFD](?:\d{4})?\d{4} \d\d:\d\d:\d\d\.\d+ "#,
            "{level:level:1}{time:glog}  {thread|tid:int} {file:text:word}:{line:int}] {message}"),
        steps(
            "chromium", "Chromium and Electron: [pid:tid:time:LEVEL:file(line)] message",
            signature: #"^\[\d+:\d+:\d{4}/\d{6}\.\d{3,6}:[A-Z]+\d?:\S+\(-?\d+\)\] "#,
            "[{pid:int}:{thread|tid:int}:{time:glog}:{level:level}:{file:text:word}({line:int})] {message}"),
        steps(
            "zap", "zap's console encoder: time, LEVEL, logger and caller, divided by TABs",
            signature: #"^\S+\t[A-Za-z]+\t(?:\S+\t)?\S+\.go:\d+\t"#,
            "{time:iso}\t{level:level}\t{caller:text:word}:{line:int}\t{message}",
            "{time:iso}\t{level:level}\t{logger:text:word}\t{caller:text:word}:{line:int}\t{message}",
            "{time:epoch}\t{level:level}\t{caller:text:word}:{line:int}\t{message}"),
        steps(
            "logrus", "logrus on a terminal: LEVL[time] message",
            signature:
                #"^(?:TRAC|TRACE|DEBU|DEBUG|INFO|WARN|WARNING|ERRO|ERROR|FATA|FATAL|PANI|PANIC)\[(?:\d{4,}|\d{4}-[^\]]+)\] "#,
            "{level:level}[{time:iso}]~{message}", "{level:level}[{uptime:s}]~{message}"),
        steps(
            "gin", "Gin: [GIN] time | status | duration | client | METHOD path",
            signature: #"^\[GIN\] \d{4}/\d\d/\d\d - "#,
            "[GIN] {time:iso} |~{status:int}~|~{duration:dur}~|~{ip:ip:word}~|~{method:text:word}  \"{path|url:url}\"",
            "[GIN] {time:iso} |~{status:int}~|~{duration:dur}~|~{ip:ip:word}~|~{method:text:word}  {path|url:url}"),
        steps(
            "rust", "env_logger: [time LEVEL module] message",
            signature: #"^\[\d{4}-\d\d-\d\dT\S+Z? (?:TRACE|DEBUG|INFO|WARN|ERROR) +[\w:.-]+\] "#,
            "[{time:iso} {level:level}  {logger|module:text:word}] {message}"),
        steps(
            "tracing", "Rust's tracing: time LEVEL span: module: message",
            signature:
                #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z? +(?:TRACE|DEBUG|INFO|WARN|ERROR) (?:[\w.-]+(?:\{[^}]*\})?: ?)*[\w:.-]+: "#,
            "{time:iso}  {level:level} {span}\\}: {logger|module:text:word}: {message}",
            "{time:iso}  {level:level} {logger|module:text:word}: {message}"),
        steps(
            "go", "Go's log package: date time file:line: message",
            signature: #"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{6})? (?!\[\w+\] \d+#)"#,
            "{time:iso} <<{file:text:word}.go:{line:int}: >>[{level:level}]~{message}",
            "{time:iso} <<{file:text:word}.go:{line:int}: >>{level:level}: {message}",
            "{time:iso} <<{file:text:word}.go:{line:int}: >>{level:capital} {message}",
            "{time:iso} {logger:text:word}: {level:capital}: {message}",
            "{time:iso} {file:text:word}.go:{line:int}: {message}", "{time:iso} {message}"),
    ]

    /// Where it writes no AM or PM, its dates may begin with the day: then they are what the lines tell.
    private static var nest: CatalogEntry {
        steps(
            "nest", "NestJS: [Nest] pid - time LEVEL [logger] message, with dates as Americans write them",
            signature: #"^\[\w+\] \d+ +- \d\d?/\d\d?/\d{4}, \d\d?:\d\d:\d\d [AP]M +[A-Z]+ "#,
            "[{app:text:word}] {pid:int}  - {time:monthfirst}  {level:level} <<[{logger}] >>{message}",
            "[{app:text:word}] {pid:int}  - {time:monthfirst}  {level:pglevel} <<[{logger}] >>{message}"
        ).with { format in
            format.notes = ["the month is taken to be first in its dates, as they have AM or PM"]
        }
    }
}
