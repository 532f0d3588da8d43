extension FormatCatalog {
    /// Access logs of web servers.
    static let webFormats = [
        steps(
            "combined", "Apache's and nginx's combined access log",
            #"{ip|host:ip} {ident} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes} "{referer|referrer}" "{agent|user_agent}""#
        ),
        steps(
            "vhost-combined", "Apache's combined access log with the virtual host in front",
            #"{vhost:address} {ip|host:ip} {ident} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes} "{referer|referrer}" "{agent|user_agent}""#
        ),
        steps(
            "common", "the common log format: Apache, many others",
            #"{ip|host:ip} {ident} {user} [{time:clf}] "{request:request}" {status:int} {bytes:bytes}"#),
    ]
}
