extension FormatCatalog {
    /// Logs of mail servers of their own; through syslog they are `syslog`.
    static let mailFormats = [
        steps(
            "exim", "Exim's main log",
            signature:
                #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})? (?:\[\d+\] )?(?:\w{6}-\w{6}(?:\w{5})?-\w\w(?:\w\w)? |(?:Start|End) queue run|(?:no )?host name|exim |H=|SMTP |TLS |unexpected |rejected |Warning: |cwd=)"#,
            "{time:iso} <?[{pid:int}] >>{message_id:text:word} \\<= {sender|address:text:word}<< {message}>>",
            "{time:iso} <?[{pid:int}] >>{message_id:text:word} =\\> {recipient|address}<< {message}>>",
            "{time:iso} <?[{pid:int}] >>{message_id:text:word} -\\> {recipient|address}<< {message}>>",
            "{time:iso} <?[{pid:int}] >>{message_id:text:word} ** {recipient|address}<< {message}>>",
            "{time:iso} <?[{pid:int}] >>{message_id:text:word} == {recipient|address}<< {message}>>",
            "{time:iso} <?[{pid:int}] >>{message}"),
        steps(
            "dovecot", "Dovecot's log of its own: time service: Level: message",
            signature:
                #"^(?:[A-Z][a-z]{2} [ \d]\d|\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d \S+: (?:Debug|Info|Warning|Error|Fatal|Panic): "#,
            "{time:rfc3164} {app|service:text:word}: {level:level}: {message}",
            "{time:iso} {app|service:text:word}: {level:level}: {message}"),
    ]
}
