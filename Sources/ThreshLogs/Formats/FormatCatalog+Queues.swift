extension FormatCatalog {
    /// Logs of brokers and coordinators.
    static let queueFormats = [
        steps(
            "kafka", "Apache Kafka: [time] LEVEL message (logger)",
            signature: #"^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+\] [A-Z]+ .*\([\w.$-]+(?::\d+)?\)"#,
            "[{time:iso}] {level:level}  {message:logger}"),
        steps(
            "rabbitmq", "RabbitMQ",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\S* \[[a-z]+\] <\d+\.\d+\.\d+>"#,
            "{time:iso} [{level:level}~] \\<{process}\\>~{message}"),
        steps(
            "erlang", "reports of Erlang's older logger, as RabbitMQ up to 3.6 writes them: =LEVEL REPORT==== time ===",
            signature: #"^=[A-Z]+ REPORT==== \d+-[A-Z][a-z]{2}-\d{4}::"#, start: "=INFO REPORT==== 30-",
            "={level:level} REPORT==== {time:dmy} ===\n{message}",
            "={report:text:word} REPORT==== {time:dmy} ===\n{message}",
            "={level:level} REPORT==== {time:dmy} ==="),
        steps(
            "activemq", "Apache ActiveMQ: time | LEVEL | message | logger | thread",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \| [A-Z]+ +\| "#,
            "{time:iso} | {level:level}  | {message} | {logger:text:word} | {thread}"),
        steps(
            "zookeeper", "ZooKeeper: time - LEVEL [thread] - message",
            signature: #"^.{19,30} (?:\[myid:\S*\] )?- [A-Z]+ +\["#,
            "{time:iso} <?[myid:{myid}] >>- {level:level}  [{thread}] - {message}"),
    ]
}
