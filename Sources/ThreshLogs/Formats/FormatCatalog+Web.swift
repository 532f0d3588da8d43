extension FormatCatalog {
    /// Access logs of web servers.
    static let webFormats = [
        steps(
            "nginx-ingress", "the Kubernetes ingress controller's access log",
            signature: #"" \d+ [\d.]+ \[[^\]]*\] (?:\[[^\]]*\] )?\S"#,
            #"{ip:ip} - {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes} "{referer}" "{agent}" {request_length:int} {request_time:s} [{upstream_name}] [{alternative_upstream_name}] {upstream_addr:text:list} {upstream_response_length:any:list} {upstream_response_time:any:list} {upstream_status:any:list} {request_id}"#,
            #"{ip:ip} - [{forwarded_for}] - {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes} "{referer}" "{agent}" {request_length:int} {request_time:s} [{upstream_name}] {upstream_addr:text:list} {upstream_response_length:any:list} {upstream_response_time:any:list} {upstream_status:any:list}<< {request_id}>>"#
        ),
        steps(
            "traefik", "Traefik's access log in its common format", signature: #" \d+ "[^"]*" "[^"]*" \d+ms$"#,
            #"{ip:ip} {ident} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes} "{referer}" "{agent}" {request_count:int} "{router}" "{server_url}" {duration:ms}ms"#
        ),
        steps(
            "nginx-proxy-manager", "Nginx Proxy Manager and NPMplus",
            signature:
                #"^\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] (?:.* \[Client |\S+ [\da-fA-F:.]+ [\d.]+ ")"#,
            #"[{time:clf}] {cache_status:text:word} {upstream_status:any:list} {status:int} - {method:text:word} {scheme:text:word} {host:text:word} "{path|url:url}" [Client {ip|client:ip}] [Length {bytes:bytes}] [Gzip {gzip_ratio}] [Sent-to {upstream}] "{agent|user_agent}" "{referer|referrer}""#,
            #"[{time:clf}] {status:int} - {method:text:word} {scheme:text:word} {host:text:word} "{path|url:url}" [Client {ip|client:ip}] [Length {bytes:bytes}] [Gzip {gzip_ratio}] "{agent|user_agent}" "{referer|referrer}""#,
            #"[{time:clf}] {host:text:word} {ip|client:ip:word} {duration|request_time:s} "{request:request}" {status:int} {bytes:bytes} {request_length:int} {referer|referrer:text:word} {agent|user_agent}"#
        ),
        // Before the formats without a virtual host, which take it for the client.
        steps(
            "vhost-combined", "Apache's combined access log with the virtual host in front",
            signature: virtualHost, extra: true,
            #"{vhost:address} {ip|host:ip} {ident:text:word} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes} "{referer|referrer}" "{agent|user_agent}""#
        ),
        steps(
            "combined", "Apache's and nginx's combined access log", signature: client, extra: true,
            #"{ip|host:ip} {ident} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes} "{referer|referrer}" "{agent|user_agent}""#
        ),
        steps(
            "vhost-common", "the common log format with the virtual host in front", signature: virtualHost, extra: true,
            #"{vhost:address} {ip|host:ip} {ident:text:word} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes}"#
        ),
        steps(
            "forwarded-combined", "the combined access log with a list of clients, X-Forwarded-For, in front",
            signature: clients, extra: true,
            "- {ip:ip:word} " + behindClients + agents,
            "{forwarded_for:forwarded} {remote_addr:ip:word} " + behindClients + agents,
            "{forwarded_for:forwarded} " + behindClients + agents
        ),
        steps(
            "common", "the common log format: Apache, many others", signature: client, extra: true,
            #"{ip|host:ip} {ident} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes}"#),
        steps(
            "forwarded-common", "the common log format with a list of clients, X-Forwarded-For, in front",
            signature: clients, extra: true,
            "- {ip:ip:word} " + behindClients, "{forwarded_for:forwarded} {remote_addr:ip:word} " + behindClients,
            "{forwarded_for:forwarded} " + behindClients
        ),
    ]

    /// A host, with a port or with an address behind it.
    private static let virtualHost =
        #"^(?!\d{4}-\d\d-\d\dT)(?:\S+:\d+ [\w.:-]{2,} |[A-Za-z][\w.-]* (?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]*:[\da-fA-F:.]*:[\da-fA-F:.]+) )"#
        + user

    /// Addresses with commas between them, and the one that the connection was from.
    private static let clients = #"^(?:(?:[\da-fA-F]*[.:][\da-fA-F.:]*|unknown|-),? )+\S+ \S+ \["#

    private static let behindClients =
        #"{ident:text:word} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes}"#
    private static let agents = #" "{referer|referrer}" "{agent|user_agent}""#

    /// Begins with an address or a name, not with a time.
    private static let client = #"^(?!\d{4}-\d\d-\d\d)[\w.:%-]+ "# + user

    /// What identd said, and a user: no `-` beside other words, as where more than a client is before them.
    private static let user = #"\S+ (?!(?:[^"]* )?- [^"\[][^"]*\[\d|[^"]+ - \[\d)"#

    /// Error logs of web servers.
    static let errorFormats = [
        steps(
            "nginx-error", "nginx's error log", signature: #"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+:"#,
            "{time:iso} [{level:level}] {pid:int}#{thread|tid:int}: <<*{connection:int} >>{message}"),
        steps(
            "apache-error", "Apache's error log", signature: #"^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d "#,
            "[{time:asctime}] [{module:text:word}:{level:level}] [pid {pid:int}<<:tid {thread|tid}>>] ({error_code}){error}: [client {ip|client:endpoint}] {message}",
            "[{time:asctime}] [{module:text:word}:{level:level}] [pid {pid:int}<<:tid {thread|tid}>>] <<[client {ip|client:endpoint}] >>{message}",
            "[{time:asctime}] [{level:level}] ({error_code}){error}: [client {ip|client:address}] {message}",
            "[{time:asctime}] [{level:level}] <<[client {ip|client:address}] >>{message}"),
        steps(
            "morgan", "Express's morgan: its formats dev and tiny",
            signature:
                #"^(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH|CONNECT) \S+ (?:\d{3}|-) (?:[\d.]+|-) (?:ms )?- (?:[\d.]+|-)?"#,
            "{method:text:word} {path|url:url} {status:int} {duration:ms} ms - {bytes:bytes}",
            "{method:text:word} {path|url:url} {status:int} {bytes:bytes} - {duration:ms} ms"),
        steps(
            "lighttpd-error", "lighttpd's error log",
            signature: #"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d: \([\w./-]+\.c\.\d+\) "#,
            "{time:iso}: ({file:text:word}.c.{line:int}) {message}"),
    ]
}
