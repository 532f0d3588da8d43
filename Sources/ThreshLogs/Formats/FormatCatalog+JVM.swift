extension FormatCatalog {
    /// Logs of Java's virtual machine, its servers and libraries.
    static let jvmFormats = [
        steps(
            "tomcat", "Apache Tomcat's catalina log, and java.util.logging in one line",
            signature: #"^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d{3} [A-Z]+ \["#,
            "{time:dmy} {level:level}  [{thread}] {logger|source:text:word}<< {message}>>"),
        steps(
            "java-logging", "java.util.logging in two lines: time logger method, LEVEL: message",
            signature: #"^[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d\d:\d\d [AP]M \S+"#,
            start: "May 1, 2024 12:30:00 PM",
            "{time:asctime} {logger:text:word}<< {function:text:word}>>\n{level:level}: {message}"),
        steps(
            "gc", "garbage collections of a JVM, -Xlog:gc",
            signature:
                #"^(?:\[\d{4}-\d\d-\d\dT[^\]]+\])?(?:\[\d+[.,]\d+s\])?(?:\[\d+(?:ms|ns)?\]){0,3}(?:\[[a-z]+ *\])?\[(?:gc|safepoint|metaspace)[a-z,+]* *\] "#,
            "<?[{time:iso}]>><?[{uptime:dur}]>><?[{pid:int}]>><?[{level:level}~]>>[{logger|tags}~] GC({gc:int}) {message:gc}",
            "<?[{time:iso}]>><?[{uptime:dur}]>><?[{pid:int}]>><?[{level:level}~]>>[{logger|tags}~] {message}"),
        steps(
            "gc-java8", "garbage collections of a JVM up to Java 8, -XX:+PrintGCDateStamps",
            signature: #"^(?:\d{4}-\d\d-\d\dT\S+: )?\d+\.\d{3}: (?:\[|\d+\.\d+: |Total time|Application time)"#,
            "<<{time:iso}: >>{uptime:s}: {message:gc}"),
        steps(
            "spring-boot", "Spring Boot: time LEVEL pid --- [thread] logger : message", signature: " --- \\[",
            "{time:iso}  {level:level} <<[{trace}] >>{pid:int} --- [~{thread}] {logger:text:word}  : {message}",
            "{time:iso}  {level:level} <<[{trace}] >>{pid:int} --- [{app}] [~{thread}] <<[{trace}] >>{logger:text:word}  : {message}"
        ),
        steps(
            "jboss", "WildFly, JBoss and Quarkus: time LEVEL [logger] (thread) message",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ [A-Z]+ +\[[\w.$]+\] \("#,
            "{time:iso} {level:level}  [{logger:text:word}] ({thread}) {message}"),
        steps(
            "artemis", "Apache ActiveMQ Artemis: time LEVEL [logger] message",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ [A-Z]+ +\[[\w$]+(?:\.[\w$]+){2,}\] (?!\()"#,
            "{time:iso} {level:level}  [{logger:text:word}] {message}"),
        steps(
            "log4j-ttcc", "log4j's TTCCLayout: milliseconds [thread] LEVEL logger - message",
            signature: #"^\d+ +\[[^\]]+\] [A-Z]+ +\S+ (?:.* )?- "#, start: "137 [",
            "{uptime:ms}  [{thread}] {level:level}  {logger:text:word}  - {message}",
            "{uptime:ms}  [{thread}] {level:level}  {logger:text:word} {ndc} - {message}"),
        steps(
            "weblogic", "Oracle WebLogic: ####<time> <Level> <subsystem> … <code> <message>",
            signature: #"^####<[^>]+> <[A-Z][a-z]+> <"#, nulls: [.dash, .empty], opening: "####<",
            "####\\<{time:asctime}\\> \\<{level:level}\\> \\<{logger|subsystem}\\> \\<{host}\\> \\<{app|server}\\> \\<{thread}\\> \\<{user}\\> \\<{transaction}\\> \\<{diagnostic}\\> \\<{-}\\> <?\\<[severity-value: {severity:int}] {-}\\> >>\\<{code}\\> \\<{message:enclosed}"
        ),
        steps(
            "jenkins", "Jenkins: time [id=thread] LEVEL logger: message", signature: #"^\S+ \S+ \[id=\d+\]\t[A-Z]+\t"#,
            "{time:iso} [id={thread:int}]\t{level:level}\t{logger:text:word}: {message}"),
        steps(
            "hdfs", "Hadoop's HDFS: 081109 203615 148 INFO logger: message", signature: #"^\d{6} \d{6} \d+ [A-Z]+ "#,
            "{time:ymd2} {pid:int} {level:level} {logger:text:word}: {message}"),
        steps(
            "spark", "Spark: 17/06/09 20:10:40 INFO logger: message",
            signature: #"^\d\d/\d\d/\d\d \d\d:\d\d:\d\d [A-Z]+ "#,
            "{time:ymd2} {level:level}  {logger:text:word}: {message}"),
    ]
}
