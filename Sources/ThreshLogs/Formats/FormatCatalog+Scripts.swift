extension FormatCatalog {
    /// Logs of PHP, Ruby and .NET.
    static let scriptFormats = [
        steps(
            "php", "PHP's error log", signature: #"^\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)? [\w/+:-]+\] "#,
            "[{time:dmy}] PHP {level:phplevel}:  {message}", "[{time:dmy}] {message}"),
        steps(
            "php-fpm", "PHP-FPM's log",
            signature: #"^\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?\] [A-Z]+: "#,
            "[{time:dmy}] {level:level}: [pool {pool}] {message}", "[{time:dmy}] {level:level}: {message}"),
        steps(
            "php-fpm-slow", "PHP-FPM's slow log",
            signature: #"^\[\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?:\.\d+)?\]  \[pool "#,
            start: "[01-May-2024 12:30:00]  [pool",
            "[{time:dmy}]  [pool {pool}] pid {pid:int}\nscript_filename = {path}\n{message}"),
        steps(
            "php-fpm-access", "PHP-FPM's access log",
            signature: #"^\S* - \S* \d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4} ""#,
            nulls: [.dash, .empty], "{ip:ip} - {user} {time:clf} \"{request:request}\" {status:int}"),
        steps(
            "laravel", "Laravel, Symfony and others that use Monolog: [time] channel.LEVEL: message",
            signature:
                #"^\[\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\]]*\] [\w.-]+\.(?:DEBUG|INFO|NOTICE|WARNING|ERROR|CRITICAL|ALERT|EMERGENCY): "#,
            "[{time:iso}] {logger|channel:text:word}.{level:level}: {message}"),
        steps(
            "ruby", "Ruby's Logger, as Rails uses it: I, [time #pid]  INFO -- name: message",
            signature: #"^[DIWEFA], \[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* #\d+\] +[A-Z]+ -- "#, nulls: .empty,
            "{severity:text:1}, [{time:iso} #{pid:int}]  {level:level} -- {app|progname}: {message}",
            "{severity:text:1}, [{time:iso} #{pid:int}]  ANY -- {app|progname}: {message}"),
        rails,
        steps(
            "sidekiq", "Sidekiq: time pid=… tid=… class=… jid=… LEVEL: message",
            signature: #"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (?:pid=\d+ tid=\S+ |\d+ TID-\S+ )"#,
            "{time:iso} pid={pid:int} tid={thread|tid:text:word} <<class={logger|class:text:word} >><<jid={job|jid:text:word} >><<bid={batch|bid:text:word} >><<tags={tags:text:word} >><<queue={queue:text:word} >><<elapsed={duration|elapsed:s} >>{level:level}: {message}",
            "{time:iso} {pid:int} TID-{thread|tid:text:word} <?{logger|class:text:word} JID-{job|jid:text:word} >>{level:level}: {message}"
        ),
        steps(
            "nlog", "NLog's default layout: time|LEVEL|logger|message",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\|[A-Za-z]+\|"#,
            "{time:iso}|{level:level}|{logger:text:word}|{message}"),
        steps(
            "serilog", "Serilog's files: time zone [LVL] message",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[[A-Z]{3}\] "#,
            "{time:iso} [{level:level}] {message}"),
        steps(
            "dotnet", "the console of ASP.NET Core: level: logger[event]",
            signature: #"^(?:\S+ \S+ )?(?:trce|dbug|info|warn|fail|crit): [\w.`+]+\[\d+\]"#,
            start: "info: ", "<<{time:iso} >>{level:dotnet}: {logger:text:word}[{event_id:int}]\n~{message}",
            "<<{time:iso} >>{level:dotnet}: {logger:text:word}[{event_id:int}]~{message}"),
    ]

    /// A request of several lines: what was asked, what was done, what came of it.
    private static let rails = steps(
        "rails", "requests of Rails in development: Started, Processing, Completed",
        signature: #"^Started [A-Z]+ "[^"]*" for \S+ at \d{4}-"#, start: "Started GET \"",
        "Started {method:text:word} \"{path|url:url}\" for {ip:ip:word} at {time:iso}\n{message}Completed {status:int} {reason} in {duration:dur}<< ({timings})>><<\n{rest}>>",
        "Started {method:text:word} \"{path|url:url}\" for {ip:ip:word} at {time:iso}\n{message}",
        "Started {method:text:word} \"{path|url:url}\" for {ip:ip:word} at {time:iso}"
    ).with { format in
        format.ending = RecordEnding(text: "Completed ", fields: ["status", "reason", "duration", "timings"])
    }
}
