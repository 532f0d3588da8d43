extension FormatCatalog {
    /// Logs of proxies.
    static let proxyFormats = [
        steps(
            "haproxy", "HAProxy's HTTP log", signature: #" -?\d+/-?\d+/-?\d+/-?\d+/\+?-?\d+ "#,
            nulls: [.dash, .minusOne],
            haproxyHeader + haproxyHTTP + haproxyRequest, haproxyHeader + haproxyHTTP + #""{request:request:cut}""#,
            haproxyPriority + rareHeaders + haproxyHTTP + haproxyRequest,
            haproxyPriority + rareHeaders + haproxyHTTP + #""{request:request:cut}""#),
        steps(
            "haproxy-tcp", "HAProxy's TCP log", signature: #" -?\d+/-?\d+/\+?-?\d+ \+?\d+ "#,
            nulls: [.dash, .minusOne],
            haproxyHeader + rareHeaders + haproxyTCP),
        steps(
            "haproxy-error", "HAProxy's connection errors", signature: #"\] [\w~.-]+/[\w~.-]+: [A-Z]"#,
            haproxyHeader + rareHeaders + haproxyError),
        steps(
            "envoy", "Envoy and Istio", signature: #"^\[\d{4}-\d\d-\d\dT[\d:.]+Z?\] "[^"]*" \d+ \S+ "#,
            #"[{time|start_time:iso}] "{request:request}" {status:int} {response_flags:text:word} {received_bytes:bytes} {bytes|bytes_sent:bytes} {duration:ms} {upstream_service_time:ms} "{forwarded_for:forwarded}" "{agent}" "{request_id}" "{host|authority}" "{upstream|upstream_host}"<< {rest}>>"#,
            #"[{time|start_time:iso}] "{request:request}" {status:int} {response_flags:text:word} {response_details:text:word} {termination:text:word} "{failure_reason}" {received_bytes:bytes} {bytes|bytes_sent:bytes} {duration:ms} {upstream_service_time:ms} "{forwarded_for}" "{agent}" "{request_id}" "{host|authority}" "{upstream|upstream_host}" {upstream_cluster} {upstream_local_address} {downstream_local_address} {ip|downstream_remote_address:endpoint} {server_name} {route}<< {rest}>>"#,
            #"[{time|start_time:iso}] "{request:request}" {status:int} {response_flags:text:word} "{failure_reason}" {received_bytes:bytes} {bytes|bytes_sent:bytes} {duration:ms} {upstream_service_time:ms} "{forwarded_for}" "{agent}" "{request_id}" "{host|authority}" "{upstream|upstream_host}" {upstream_cluster} {upstream_local_address} {downstream_local_address} {ip|downstream_remote_address:endpoint} {server_name} {route}<< {rest}>>"#
        ),
        steps(
            "squid", "Squid's native access log", signature: #"^ *\d+\.\d+ +-?\d+ \S+ [A-Z_]+/\d+ "#,
            "{time:epoch}  {duration:ms} {ip:ip} {cache_result:text:word}/{status:int} {bytes:bytes} {method} {path|url:url} {user} {hierarchy:text:word}/{peer} {content_type}<< {rest}>>"
        ),
    ]

    private static let haproxyPriority = #"<<\<{priority:priority}\>>>"#
    /// Syslog's, or none.
    private static let haproxyHeader =
        haproxyPriority
        + #"<?{log_time:rfc3164} {host|hostname:host} {app:text:word}[{pid:int}]: >><?{log_time:iso} {host|hostname:host} {app:text:word}[{pid:int}]: >><?{log_time:rfc3164} {app:text:word}[{pid:int}]: >>"#
    /// Of RFC 5424, without a number of the process, and with a facility.
    private static let rareHeaders =
        #"<?{version:int} {log_time:iso} {host|hostname:host} {app} {pid:int} {message_id} {data:text:sd} >><?{log_time:rfc3164} {host|hostname:host} {app:program:word}: >><?{log_time:rfc3164} {app:program:word}: >><?{log_time:rfc3164} {host|hostname:host} {facility:facility}.{level:surelevel} {app:text:word}[{pid:int}]: >>"#
    private static let haproxyHTTP =
        #"{ip|client:endpoint} [{time:dmy}] {frontend} {backend}/{server:text:word} {tq:ms}/{tw:ms}/{tc:ms}/{tr:ms}/{duration|tt:ms} {status:int} {bytes:bytes} {request_cookie} {response_cookie} {termination} {actconn:int}/{feconn:int}/{beconn:int}/{srvconn:int}/{retries:int} {srv_queue:int}/{backend_queue:int} <<\{{request_headers}\} >><<\{{response_headers}\} >>"#
    private static let haproxyRequest =
        #""{request:request}"<< {tls_error:int}/{tls_errors} {tls_name}/{tls_version}/{tls_cipher}>>"#
    private static let haproxyTCP =
        #"{ip|client:endpoint} [{time:dmy}] {frontend} {backend}/{server:text:word} {tw:ms}/{tc:ms}/{duration|tt:ms} {bytes:bytes} {termination} {actconn:int}/{feconn:int}/{beconn:int}/{srvconn:int}/{retries:int} {srv_queue:int}/{backend_queue:int}"#
    private static let haproxyError =
        "{ip|client:endpoint} [{time:dmy}] {frontend:text:word}/{listener:text:word}: {message}"
}
