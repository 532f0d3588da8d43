extension FormatCatalog {
    /// Logs of proxies.
    static let proxyFormats = [
        steps(
            "haproxy", "HAProxy's HTTP log",
            "{log_time:rfc3164} {hostname:host} {app}[{pid:int}]: \(haproxyHTTP)",
            "{log_time:iso} {hostname:host} {app}[{pid:int}]: \(haproxyHTTP)", haproxyHTTP),
        steps(
            "haproxy-tcp", "HAProxy's TCP log",
            "{log_time:rfc3164} {hostname:host} {app}[{pid:int}]: \(haproxyTCP)",
            "{log_time:iso} {hostname:host} {app}[{pid:int}]: \(haproxyTCP)", haproxyTCP),
        steps(
            "squid", "Squid's native access log",
            "{time:epoch}  {duration:ms} {ip:ip} {cache_result:text:word}/{status:int} {bytes:bytes} {method} {path|url:url} {user} {hierarchy:text:word}/{peer} {content_type}<< {rest}>>"
        ),
    ]

    private static let haproxyHTTP =
        #"{ip|client:address} [{time:dmy}] {frontend} {backend}/{server:text:word} {tq:ms}/{tw:ms}/{tc:ms}/{tr:ms}/{duration|tt:ms} {status:int} {bytes:bytes} {request_cookie} {response_cookie} {termination} {actconn:int}/{feconn:int}/{beconn:int}/{srvconn:int}/{retries:int} {srv_queue:int}/{backend_queue:int} <<\{{request_headers}\} >><<\{{response_headers}\} >>"{request:request}""#
    private static let haproxyTCP =
        #"{ip|client:address} [{time:dmy}] {frontend} {backend}/{server:text:word} {tw:ms}/{tc:ms}/{duration|tt:ms} {bytes:bytes} {termination} {actconn:int}/{feconn:int}/{beconn:int}/{srvconn:int}/{retries:int} {srv_queue:int}/{backend_queue:int}"#
}
