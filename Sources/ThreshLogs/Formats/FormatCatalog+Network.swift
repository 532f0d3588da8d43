extension FormatCatalog {
    /// Logs of name servers, firewalls and devices.
    static let networkFormats = [
        steps(
            "nagios", "Nagios, Icinga 1 and Naemon: [epoch] EVENT: host;service;state;type;attempt;text",
            signature:
                #"^\[\d{10}\] (?:(?:[A-Z]+ )*(?:ALERT|STATE|NOTIFICATION|CHECK|COMMAND|HANDLER|ROTATION|VERSION): |Nagios |Icinga |Naemon |Auto-save |Warning: |Error: |Successfully |Caught |wproc: |qh: |nerd: |Finished |Local time |Event broker)"#,
            "[{time:epoch}] {event:text:20}: {contact};{host};{service};{state:text:word};{command};{message}",
            "[{time:epoch}] {event:text:17}: {contact};{host};{state:text:word};{command};{message}",
            "[{time:epoch}] {event}: {host};{service};{state:text:word};{state_type:text:word};{attempt:int};{message}",
            "[{time:epoch}] {event}: {host};{state:text:word};{state_type:text:word};{attempt:int};{message}",
            "[{time:epoch}] {level:level}: {message}", "[{time:epoch}] {event}: {message}", "[{time:epoch}] {message}"),
        steps(
            "snort",
            "alerts of Snort and Suricata in one line: time [**] [rule] message [**] {protocol} client -> server",
            signature:
                #"^\d\d/\d\d(?:/\d\d(?:\d\d)?)?-\d\d:\d\d:\d\d\.\d+ +(?:\[\w+\] +)?\[\*\*\] \[\d+:\d+:\d+\] "#,
            templates: ["md", "monthfirst"].flatMap { time in
                ["  [**]", "  [{action:text:word}] [**]"].map { "{time:\(time)}\($0)\(snortAlert)" }
            }),
        steps(
            "snort-full", "Snort's alert_full: an alert in several lines",
            signature: #"^\[\*\*\] \[\d+:\d+:\d+\] "#, opening: "[**] [",
            templates: ["md", "monthfirst"].map { time in
                "[**] [{code|rule:text:word}] {message} [**]\n<<[Classification: {classification}] >><<[Priority: {priority:int}]~\n>>{time:\(time)} {ip|src:address} -> {target|dst:address}<<\n{protocol:text:word} {details}>>"
            }),
        steps(
            "ossec", "alerts of OSSEC and Wazuh", signature: #"^\*\* Alert \d{10}\.\d+:"#, start: "** Alert 1714",
            "** Alert {time:epoch}:{groups}\n{-}->{file|path}\nRule: {code|rule:int} (level {severity:int}) -> '{name|rule_name}'\n<<Src IP: {ip:ip}\n>><<Src Port: {port:int}\n>><<Dst IP: {target}\n>><<Dst Port: {target_port:int}\n>><<User: {user}\n>>{message}"
        ),
        steps(
            "zabbix", "Zabbix: pid:date:time message", signature: #"^ *\d+:\d{8}:\d{6}\.\d{3} "#,
            "~{pid:int}:{time:compact} {message}"),
        steps(
            "bind-queries", "BIND's query log",
            signature:
                #"^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d+ .*\bclient (?:@\S+ )?[\da-fA-F.:]+#\d+.*: query: "#,
            "{time:dmy} <<queries: >><<{level:level}: >>client <<@{client_id:text:word} >>{ip|client:ip:word}#{port:int}<< ({zone})>>: <<view {view:text:word}: >>query: {name|query:text:word} {class:text:word} {type:text:word} {flags:text:word}<< ({server_ip})>>"
        ),
        steps(
            "bind", "BIND's other categories: time category: level: message",
            signature:
                #"^\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d\.\d+ [a-z-]+: (?:debug \d+|info|notice|warning|error|critical): "#,
            "{time:dmy} {logger|category:text:word}: {level:level}<< {debug_level:int}>>: {message}"),
        steps(
            "unbound", "Unbound: [seconds] unbound[pid:thread] level: message",
            signature: #"^\[\d{10}\] \S+\[\d+:\w+\] [a-z]+: "#,
            "[{time:epoch}] {app:text:word}[{pid:int}:{thread}] {level:level}: {message}"),
        steps(
            "coredns", "CoreDNS's log plugin", signature: #"^(?:\S+ )?\[INFO\] \S+:\d+ - \d+ "[A-Z]"#,
            "<<{time:iso} >>[{level:level}] {ip|client:endpoint} - {id:int} \"{type:text:word} {class:text:word} {name|query:text:word} {protocol:text:word} {received_bytes|size:bytes} {-}\" {status|rcode:text:word} {flags:text:word} {bytes:bytes} {duration:dur}"
        ),
        steps(
            "cisco", "Cisco ASA, FTD, IOS, IOS-XR and NX-OS: time host %FACILITY-level-code: message",
            signature: #"%[A-Z][A-Z0-9_]*(?:-\w+)*-[0-7]-[A-Z0-9_]+ ?: "#, templates: ciscoTemplates),
        steps(
            "meraki", "Cisco Meraki: <priority>1 epoch device type key=value",
            signature: #"^(?:<\d+>)?1 \d{10}\.\d{6,9} \S+ [a-z][a-z_-]+ "#, nulls: .empty,
            "<<\\<{priority:priority}\\>>>{version:int} {time:epoch} {host|hostname:text:word} {app|type:text:word} {message}"
        ),
        steps(
            "unifi", "UniFi's devices: a syslog whose host is the model, the address and the firmware",
            signature:
                #"^(?:<\d+>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:\("[\w-]+,[0-9a-fA-F]{12},v[\w.+-]+"\)|[\w-]+,[0-9a-fA-F]{12},v[\w.+-]+:) "#,
            "<<\\<{priority:priority}\\>>>{time:rfc3164} (\"{host|hostname},{mac},{firmware}\") {app:program:word}<<[{pid}]>>: {message}",
            "<<\\<{priority:priority}\\>>>{time:rfc3164} {host|hostname:text:word},{mac:text:word},{firmware:text:word}: {app:program:word}<<[{pid}]>>: {message}"
        ),
        steps(
            "asterisk", "Asterisk: [time] LEVEL[pid] file: message",
            signature: #"^\[[^\]]+\] [A-Z]+\[\d+\](?:\[C-[0-9a-f]+\])?:? [\w-]+\.[ch]c?:"#,
            "[{time:iso}] {level:level}[{pid:int}]<<[{call}]>><<:>> {file:text:word}:<<{line:int} in {function:text:word}:>> {message}",
            "[{time:rfc3164}] {level:level}[{pid:int}]<<[{call}]>><<:>> {file:text:word}:<<{line:int} in {function:text:word}:>> {message}",
            "[{time:iso}] {kind:text:word}[{pid:int}]<<[{call}]>><<:>> {file:text:word}:<<{line:int} in {function:text:word}:>> {message}",
            "[{time:rfc3164}] {kind:text:word}[{pid:int}]<<[{call}]>><<:>> {file:text:word}:<<{line:int} in {function:text:word}:>> {message}"
        ),
        steps(
            "netfilter", "Linux's packet filter: iptables, nftables and UFW",
            signature: #"^(?!<)(?:\[ *\d+\.\d+\] )?[^=]{0,64}\bIN=\S* OUT=\S* (?:.* )?SRC=\S+ DST=\S+ "#, nulls: .empty,
            "<?[~{uptime:s}] >>[UFW {action:text:word}] IN={IN:text:word} OUT={OUT:text:word} {message}",
            "<?[~{uptime:s}] >>{prefix:trimmed}IN={IN:text:word} OUT={OUT:text:word} {message}"),
        steps(
            "cef", "ArcSight's Common Event Format, with or without syslog's header",
            signature: #"(?:^|[\s>])CEF:[01]\|(?:[^|\\]|\\.)*\|"#,
            nulls: .empty, cefHeader("<<\\<{priority:priority}\\>>>{time:rfc3164} {host|hostname:host} "),
            cefHeader("<<\\<{priority:priority}\\>>>{time:iso} {host|hostname:host} "), cefHeader("")),
        steps(
            "leef", "IBM QRadar's Log Event Extended Format, with or without syslog's header",
            signature: #"(?:^|[\s>])LEEF:[12]\.0\|(?:[^|\\]|\\.)*\|"#, nulls: .empty,
            leefHeader("<<\\<{priority:priority}\\>>>{time:rfc3164} {host|hostname:host} "),
            leefHeader("<<\\<{priority:priority}\\>>>{time:iso} {host|hostname:host} "), leefHeader("")),
    ]

    /// What is before the sign of Cisco's systems: any header of syslog, a number, the name of the device or of a node in it, and a
    /// time, with a mark where its clock is not set, or the time since it started.
    private static let ciscoTemplates: [String] = {
        let priority = "<<\\<{priority:int}\\>>>"
        let number = "<<{sequence:int}: >>"
        let host = "{host|hostname:host}"
        let mark = "<<*>><<.>>"
        let process = "{app:text:word}[{pid:int}]: "
        let headers = [
            priority + number + "{time:asctime} <<\(host)~>><<: >>", priority + number + "{time:asctime}: ",
            priority + number + mark + "{time:rfc3164}: ", priority + "{time:iso} \(host)<<:>>  <<: >>",
            priority + "{time:rfc3164} \(host)<<:>>  <<: >>",
            priority + "{time:rfc3164} \(host)<<:>> " + number + "{node:text:word}:{device_time:trimmed}: " + process,
            priority + "{time:rfc3164} \(host)<<:>> " + number + mark + "{device_time}: ",
            priority + ":~{time:rfc3164}: ", priority + ":~{time:iso}: ",
            priority + number + "\(host): " + mark + "{time:rfc3164}: ",
            priority + number + "\(host): " + mark + "{time:iso}: ",
            priority + "{node:text:word}:{time:rfc3164}~: " + process,
            priority + "{node:text:word}:{time:iso}~: " + process, priority,
            priority + number + "{device_uptime:text:word}: ",
        ]
        return headers.map {
            $0 + "%{facility:text:word}-<?{group:group}->>{severity:severity:1}-{code:text:word}~: {message}"
        }
    }()

    private static let snortAlert =
        " [{code|rule:text:word}] {message} [**]<< [Classification: {classification}]>><< [Priority: {priority:int}]>> \\{{protocol:text:word}\\} {ip|src:address} -> {target|dst:address}"

    private static func cefHeader(_ before: String) -> String {
        before
            + "CEF:{version:int}|{vendor:text:bar}|{product|app:text:bar}|{product_version:text:bar}|{code|signature_id:text:bar}|{name|event:text:bar}|{severity:text:bar}|{message|extension}"
    }

    private static func leefHeader(_ before: String) -> String {
        before
            + "LEEF:{version}|{vendor:text:bar}|{product|app:text:bar}|{product_version:text:bar}|{code|event_id:text:bar}|{message|extension}"
    }
}
