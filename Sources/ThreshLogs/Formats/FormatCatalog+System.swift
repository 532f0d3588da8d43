extension FormatCatalog {
    /// Logs of systems and containers.
    static let systemFormats = [
        steps(
            "cri", "container logs of Kubernetes (CRI): time stream tag message",
            signature: #"^\d{4}-\S+ (?:stdout|stderr) [FP](?: |$)"#,
            "{time:iso} {stream:text:word} {tag:text:word} {message}",
            "{time:iso} {stream:text:word} {tag:text:word}"),
        steps(
            "kubectl", "container logs through kubectl or docker logs --timestamps: time message",
            signature:
                #"^(?:\[pod/[^\]]+\] |(?:\[pod/[^\]]+\] )?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7,9}(?:Z|[+-]\d\d:\d\d)(?: |$))"#,
            "[pod/{pod}/{container}] {time:iso} {message}", "[pod/{pod}/{container}] {message}", "{time:iso} {message}",
            "{time:iso}"),
        steps(
            "compose", "what docker compose and docker service logs show: service | message",
            signature: #"^[A-Za-z][\w.-]*(?:[-_]\d+|\.\d+\.\w+@[\w.-]+) +\|(?: |$)|^[a-z][\w.-]*  \| [\[{]"#,
            "{service:text:word}  | {message}", "{service:text:word}  |"),
        steps(
            "syslog-5424", "syslog, RFC 5424", signature: #"^<\d{1,3}>\d "#,
            "\\<{priority:priority}\\>{version:int} {time:iso} {host|hostname} {app} {pid} {message_id} {data:text:sd}<< {message}>>",
            "\\<{priority:priority}\\>{version:int} - {host|hostname} {app} {pid} {message_id} {data:text:sd}<< {message}>>"
        ),
        syslog,
        steps(
            "syslog-bare", "a priority before any text, as devices send it: <priority>message",
            "\\<{priority:priority}\\>{message}"),
        journalShort,
        listing,
        steps(
            "dpkg", "Debian's dpkg.log",
            signature:
                #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (?:startup|install|upgrade|configure|trigproc|disappear|remove|purge|status|conffile) "#,
            "{time:iso} {action:text:word} {state:text:word} {package:text:word} {package_version:text:word}",
            "{time:iso} {action:text:word} {message}"),
        steps(
            "apt-history", "Debian's apt/history.log", signature: #"^Start-Date: \d{4}-"#, opening: "Start-Date: ",
            "Start-Date: {time:iso}\n<<Commandline: {command|message}\n>><<Comment: {comment}\n>><<Requested-By: {user:text:word} ({uid:int})\n>><<Install: {install}\n>><<Reinstall: {reinstall}\n>><<Upgrade: {upgrade}\n>><<Downgrade: {downgrade}\n>><<Remove: {remove}\n>><<Purge: {purge}\n>><<Disappeared: {disappeared}\n>><<Error: {error}\n>>End-Date: {end:iso}",
            "Start-Date: {time:iso}\n{rest}"),
        steps(
            "apt-term", "Debian's apt/term.log", signature: #"^Log started: \d{4}-"#, opening: "Log started: ",
            "Log started: {time:iso}\n{message}\nLog ended: {end:iso}", "Log started: {time:iso}\n{message}"),
        steps(
            "puppet", "Puppet: time source (level): message",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} \S.* \([a-z]+\): "#,
            "{time:iso} {logger|source} ({level:level}): {message}"),
        steps(
            "auditd", "Linux's audit log", signature: #"^(?:node=\S+ )?type=\S+ msg=audit\(\d+\.\d+:\d+\):"#,
            "<<node={host} >>type={type:text:word} msg=audit({time:epoch}:{serial:int}):~{message}"),
        steps(
            "android", "Android's logcat: threadtime, time and brief",
            signature:
                #"^(?:(?:\d{4}-)?\d\d-\d\d \d\d:\d\d:\d\d\.\d{3,6}(?: [+-]\d{4})?(?: +(?:\w+ +)?\d+ +\d+ [VDIWEFAS] | [VDIWEFAS]/)|[VDIWEFAS]/[^(]*\( *\d+\): )"#,
            "{time:md}  {pid:int}  {thread|tid:int} {level:letter} {logger|tag:trimmed}: {message}",
            "{time:iso}  {pid:int}  {thread|tid:int} {level:letter} {logger|tag:trimmed}: {message}",
            "{time:md}  {user|uid:text:word}  {pid:int}  {thread|tid:int} {level:letter} {logger|tag:trimmed}: {message}",
            "{time:md} {level:letter}/{logger|tag:trimmed}(~{pid:int}): {message}",
            "{time:iso} {level:letter}/{logger|tag:trimmed}(~{pid:int}): {message}",
            "{level:letter}/{logger|tag:trimmed}(~{pid:int}): {message}"),
        steps(
            "dmesg", "the kernel's messages, dmesg",
            signature:
                #"^(?:<\d+>|\w+ *:\w+ *: )?\[(?: *\d+\.\d{6}(?: < *\d+\.\d{6}>)?|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})\](?: |$)"#,
            "<<\\<{priority:priority}\\>>>[~{uptime:s}] {message}", "[{time:asctime}] {message}",
            "[~{uptime:s} \\<~{delta:s}\\>] {message}",
            "{facility:text:word}~:{level:level}~: [~{uptime:s}] {message}",
            "{facility:text:word}~:{level:level}~: [{time:asctime}] {message}"),
    ]

    /// With a facility and a level before the program, as BusyBox and rsyslog's templates write them, or a level alone, as F5 does;
    /// with two blanks before the host, as Junos does; a level is no program.
    private static var syslog: CatalogEntry {
        let priority = #"<<\<{priority:priority}\>>>"#
        let program = "{app:program:word}<<[{pid}]>>: {message}"
        let facility = "{facility:facility}.{level:surelevel} "
        return steps(
            "syslog", "syslog, RFC 3164 and as systems' daemons write it to files",
            priority + "{time:rfc3164} {host|hostname:host} " + program,
            priority + "{time:iso} {host|hostname:host} " + program,
            priority + "{time:rfc3164} " + program, priority + "{time:iso} " + program,
            priority + "{time:rfc3164} {host|hostname:host} " + facility + program,
            priority + "{time:iso} {host|hostname:host} " + facility + program,
            priority + "{time:rfc3164} " + facility + program, "{time:asctime} " + facility + program,
            priority + "{time:rfc3164} {host|hostname:host} {level:surelevel} {app:program:word}[{pid}]: {message}",
            priority + "{time:rfc3164}  {host|hostname:host} " + program,
            priority + "{time:rfc3164} {host|hostname:host} {level:surelevel}: {message}",
            priority + "{time:rfc3164} {level:surelevel}: {message}",
            priority + "{time:rfc3164} {host|hostname:host} {message}"
        ).with { $0.commentPrefix = Array("-- ".utf8) }
    }

    /// Lines with the blocks of a folder are comments.
    private static var listing: CatalogEntry {
        let start = "<?~{inode:int}  >>{mode:text:word}  {links:int}  {user|owner:text:word}  {group:text:word}  "
        let end = "{name|file|path}"
        let link = "{name|file|path} -> {target|link}"
        let times = ["rfc3164", "asctime", "iso", "dmy", "md"].map { "  {time|mtime:\($0)}  " }
        let sizes = ["{bytes|size:size:word}", "{major:int}, ~{minor:int}"]
        return steps(
            "ls", "what ls -l prints",
            signature: #"^ *(?:\d+ +)?[-dlbcpsDCMn][-rwxsStTlL]{9}[.+@]? +\d+ +\S+ +\S+ +[\d.,]+"#,
            templates: times.flatMap { time in sizes.flatMap { size in [link, end].map { start + size + time + $0 } } }
        ).with { $0.commentPrefix = Array("total ".utf8) }
    }

    /// Lines about boots and the journal's extent are comments.
    private static var journalShort: CatalogEntry {
        steps(
            "journal-short", "journalctl -o short-full, short-unix, short-monotonic and short-delta",
            signature:
                #"^(?:(?:[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \S+|\d{10}\.\d{6}) [\w.-]+ [^\s:\[]+(?:\[\d+\])?|\[ *\d+\.\d{6}(?: +(?:< *\d+\.\d{6} >)?)?\] [\w.-]+ (?:kernel|[^\s:\[]+\[\d+\])): "#,
            "{weekday:text:3} {time:iso} {host|hostname:host} {app:text:word}<<[{pid}]>>: {message}",
            "{time:epoch} {host|hostname:host} {app:text:word}<<[{pid}]>>: {message}",
            "[~{uptime:s}~] {host|hostname:host} {app:text:word}<<[{pid}]>>: {message}",
            "[~{uptime:s}  \\<~{delta:s}~\\>] {host|hostname:host} {app:text:word}<<[{pid}]>>: {message}"
        ).with { $0.commentPrefix = Array("-- ".utf8) }
    }
}
