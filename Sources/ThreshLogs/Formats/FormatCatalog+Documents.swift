extension FormatCatalog {
    /// Lines of JSON with keys of certain programs, the more special ones first. Keys that are not listed are fields too.
    static let documentFormats = [
        json(
            "caddy", "Caddy's access log in JSON",
            [
                ("time|ts", .time(.epoch), "ts"), ("level", .text, "level"), ("ip", .ip, "request.remote_ip"),
                ("method", .text, "request.method"), ("host", .text, "request.host"),
                ("path|uri", .url, "request.uri"), ("protocol", .text, "request.proto"),
                ("status", .integer, "status"), ("bytes|size", .bytes, "size"),
                ("duration", .duration(.seconds), "duration"), ("user", .text, "user_id"),
                ("agent", .text, "request.headers.User-Agent.0"), ("referer", .text, "request.headers.Referer.0"),
            ]),
        json(
            "traefik-json", "Traefik's access log in JSON",
            [
                ("time", .time(.iso), "time"), ("ip", .ip, "ClientHost"), ("method", .text, "RequestMethod"),
                ("host", .text, "RequestHost"), ("path", .url, "RequestPath"),
                ("protocol", .text, "RequestProtocol"), ("status", .integer, "DownstreamStatus"),
                ("bytes", .bytes, "DownstreamContentSize"), ("duration", .duration(.nanoseconds), "Duration"),
                ("router", .text, "RouterName"),
            ]),
        docker,
        journalJSON,
        json(
            "mongodb", "MongoDB's log since version 4.4",
            [
                ("time", .time(.iso), "t.$date"), ("severity", .text, "s"), ("logger|component", .text, "c"),
                ("thread|context", .text, "ctx"), ("message", .text, "msg"), ("id", .integer, "id"),
                ("duration", .duration(.milliseconds), "attr.durationMillis"), ("remote", .text, "attr.remote"),
            ], level: ("s", .letterLevel),
            parts: [
                ("ip", .ip, "attr.remote", .endpointAddress), ("port", .integer, "attr.remote", .endpointPort),
            ]),
        json(
            "bunyan", "bunyan's records",
            [
                ("time", .time(.iso), "time"), ("level_number", .integer, "level"), ("app|logger", .text, "name"),
                ("host", .text, "hostname"), ("pid", .integer, "pid"), ("message", .text, "msg"),
            ], level: ("level", .tensLevel)),
        json(
            "pino", "pino's records",
            [
                ("time", .time(.epoch), "time"), ("level_number", .integer, "level"), ("app|logger", .text, "name"),
                ("host", .text, "hostname"), ("pid", .integer, "pid"), ("message", .text, "msg"),
                ("method", .text, "req.method"), ("path|url", .url, "req.url"), ("status", .integer, "res.statusCode"),
                ("duration", .duration(.milliseconds), "responseTime"), ("ip", .ip, "req.remoteAddress"),
            ], level: ("level", .tensLevel)),
        json(
            "gelf", "Graylog's GELF",
            [
                ("time", .time(.epoch), "timestamp"), ("level_number", .integer, "level"), ("host", .text, "host"),
                ("message", .text, "short_message"), ("full_message", .text, "full_message"),
                ("file", .text, "file"), ("line", .integer, "line"),
            ], level: ("level", .syslogLevel)),
        json(
            "otel", "OpenTelemetry's log records",
            [
                ("time", .time(.epoch), "timeUnixNano|Timestamp|timestamp|observedTimeUnixNano|ObservedTimestamp"),
                ("severity_number", .integer, "severityNumber|SeverityNumber|severity_number"),
                ("severity_text", .text, "severityText|SeverityText|severity_text"),
                ("message|body", .text, "body.stringValue|body|Body"), ("trace_id", .text, "traceId|TraceId|trace_id"),
                ("span_id", .text, "spanId|SpanId|span_id"),
                ("app", .text, telemetry("service.name", of: telemetryResources) + "|service.name|ServiceName"),
                ("host", .text, telemetry("host.name", of: telemetryResources)),
                (
                    "logger|scope", .text,
                    "scope.name|InstrumentationScope.Name|instrumentationScope.name|instrumentation_scope.name|ScopeName"
                ),
                ("method", .text, telemetry("http.method|http.request.method", of: telemetryAttributes)),
                ("path", .url, telemetry("http.target|url.path", of: telemetryAttributes)),
                (
                    "status", .integer,
                    telemetry("http.status_code|http.response.status_code", of: telemetryAttributes)
                ),
                ("ip", .ip, telemetry("client.address|net.peer.ip", of: telemetryAttributes)),
                ("agent", .text, telemetry("user_agent.original|http.user_agent", of: telemetryAttributes)),
                ("thread", .text, telemetry("thread.name", of: telemetryAttributes)),
            ], level: ("severityNumber|SeverityNumber|severity_number", .telemetryLevel)
        ).with { $0.nulls = .zeroTime },
        json(
            "cloudtrail", "AWS CloudTrail's events",
            [
                ("time", .time(.iso), "eventTime"), ("ip", .ip, "sourceIPAddress"), ("agent", .text, "userAgent"),
                ("app|service", .text, "eventSource"), ("message|event", .text, "eventName"),
                (
                    "user", .text,
                    "userIdentity.userName|userIdentity.sessionContext.sessionIssuer.userName|userIdentity.arn"
                ),
                ("request_id", .text, "requestID"), ("error", .text, "errorCode"),
            ]),
        json(
            "cloudflare", "Cloudflare's Logpush of HTTP requests",
            [
                ("time", .time(.iso), "EdgeStartTimestamp"), ("end", .time(.iso), "EdgeEndTimestamp"),
                ("ip", .ip, "ClientIP"), ("host", .text, "ClientRequestHost"), ("method", .text, "ClientRequestMethod"),
                ("path", .url, "ClientRequestURI|ClientRequestPath"), ("protocol", .text, "ClientRequestProtocol"),
                ("status", .integer, "EdgeResponseStatus"), ("bytes", .bytes, "EdgeResponseBytes"),
                ("received_bytes", .bytes, "ClientRequestBytes"), ("referer", .text, "ClientRequestReferer"),
                ("agent", .text, "ClientRequestUserAgent"), ("request_id", .text, "RayID"),
                ("cache_status", .text, "CacheCacheStatus"),
            ]),
        json(
            "gcp", "entries of Google Cloud Logging",
            [
                ("time", .time(.iso), "timestamp"), ("level|severity", .text, "severity"),
                ("message", .text, "textPayload|jsonPayload.message|protoPayload.methodName"),
                ("logger|log_name", .text, "logName"), ("method", .text, "httpRequest.requestMethod"),
                ("path|url", .url, "httpRequest.requestUrl"), ("status", .integer, "httpRequest.status"),
                ("bytes", .bytes, "httpRequest.responseSize"), ("duration", .duration(.written), "httpRequest.latency"),
                ("ip", .ip, "httpRequest.remoteIp"), ("agent", .text, "httpRequest.userAgent"),
                ("referer", .text, "httpRequest.referer"), ("protocol", .text, "httpRequest.protocol"),
            ]),
        json(
            "kubernetes-audit", "audit events of Kubernetes",
            [
                ("time", .time(.iso), "requestReceivedTimestamp"), ("end", .time(.iso), "stageTimestamp"),
                ("audit_level", .text, "level"), ("method|verb", .text, "verb"), ("path|url", .url, "requestURI"),
                ("user", .text, "user.username"), ("ip", .ip, "sourceIPs.0"), ("agent", .text, "userAgent"),
                ("status", .integer, "responseStatus.code"), ("request_id", .text, "auditID"),
            ]),
        json(
            "envoy-json", "Envoy and Istio in JSON",
            [
                ("time", .time(.iso), "start_time"), ("method", .text, "method"), ("path", .url, "path"),
                ("protocol", .text, "protocol"), ("status", .integer, "response_code"), ("bytes", .bytes, "bytes_sent"),
                ("received_bytes", .bytes, "bytes_received"), ("duration", .duration(.milliseconds), "duration"),
                ("host|authority", .text, "authority"), ("agent", .text, "user_agent"),
                ("forwarded_for", .text, "x_forwarded_for"), ("upstream", .text, "upstream_host"),
            ], parts: [("ip", .ip, "downstream_remote_address", .endpointAddress)]),
        json(
            "log4j-json", "log4j 2's JsonLayout",
            [
                ("level", .text, "level"), ("logger", .text, "loggerName"), ("thread", .text, "thread"),
                ("message", .text, "message"),
            ], parts: [("time", .time(.epoch), "instant|timeMillis", .instant)]),
        json(
            "elasticsearch-json", "Elasticsearch and OpenSearch in JSON",
            [
                ("time", .time(.iso), "timestamp"), ("level", .text, "level"), ("logger|component", .text, "component"),
                ("message", .text, "message"), ("node", .text, "node.name"), ("cluster", .text, "cluster.name"),
            ]),
        json(
            "ecs", "the Elastic Common Schema",
            [
                ("time", .time(.iso), "@timestamp"), ("level", .text, "log.level"), ("logger", .text, "log.logger"),
                ("thread", .text, "process.thread.name"), ("message", .text, "message"), ("app", .text, "service.name"),
                ("host", .text, "host.name|host.hostname"), ("pid", .integer, "process.pid"),
                ("ip", .ip, "client.ip|source.ip"),
                ("method", .text, "http.request.method"), ("path|url", .url, "url.path|url.original"),
                ("status", .integer, "http.response.status_code"), ("bytes", .bytes, "http.response.body.bytes"),
                ("agent", .text, "user_agent.original"), ("referer", .text, "http.request.referrer"),
                ("duration", .duration(.nanoseconds), "event.duration"), ("user", .text, "user.name"),
            ]),
        json(
            "logstash", "logstash-logback-encoder and what else writes @version",
            [
                ("time", .time(.iso), "@timestamp"), ("level", .text, "level"),
                ("level_number", .integer, "level_value"),
                ("logger", .text, "logger_name"), ("thread", .text, "thread_name"), ("message", .text, "message"),
                ("host", .text, "host|HOSTNAME|source_host"), ("app", .text, "appname|app|application"),
            ]),
        json(
            "hclog", "HashiCorp's programs in JSON",
            [
                ("time", .time(.iso), "@timestamp"), ("level", .text, "@level"), ("message", .text, "@message"),
                ("logger|module", .text, "@module"), ("caller", .text, "@caller"),
            ]),
        json(
            "tracing-json", "Rust's tracing in JSON",
            [
                ("time", .time(.iso), "timestamp"), ("level", .text, "level"), ("message", .text, "fields.message"),
                ("logger|target", .text, "target"), ("thread", .text, "threadName|threadId"),
                ("file", .text, "filename"), ("line", .integer, "line_number"),
            ]),
        json(
            "loguru-json", "loguru's records",
            [
                ("time", .time(.epoch), "record.time.timestamp"), ("level", .text, "record.level.name"),
                ("message", .text, "record.message"), ("logger", .text, "record.name"),
                ("function", .text, "record.function"), ("line", .integer, "record.line"),
                ("file", .text, "record.file.name"), ("pid", .integer, "record.process.id"),
                ("thread", .text, "record.thread.name"),
            ]),
        json(
            "azure", "Azure's resource logs",
            [
                ("time", .time(.iso), "time"), ("level", .text, "level|Level"), ("message", .text, "operationName"),
                ("logger|category", .text, "category"), ("duration", .duration(.milliseconds), "durationMs"),
                ("method", .text, "properties.httpMethod"), ("path|url", .url, "properties.requestUri|uri"),
                ("status", .integer, "properties.httpStatus|properties.statusCode|statusCode"),
                ("agent", .text, "properties.userAgent|properties.userAgentHeader"),
                ("request_id", .text, "correlationId"),
            ],
            parts: [
                ("ip", .ip, "callerIpAddress", .address), ("ip", .ip, "properties.clientIP", .address),
                ("ip", .ip, "properties.clientIp", .address),
            ]),
        json(
            "api-gateway", "AWS API Gateway's access log",
            [
                ("time", .time(.clf), "requestTime"), ("ip", .ip, "ip|sourceIp"), ("method", .text, "httpMethod"),
                ("path|url", .url, "path|resourcePath"), ("status", .integer, "status"),
                ("protocol", .text, "protocol"), ("bytes", .bytes, "responseLength"),
                ("duration", .duration(.milliseconds), "responseLatency"), ("agent", .text, "userAgent"),
                ("user", .text, "user|caller"), ("request_id", .text, "requestId"),
            ]
        ).with { $0.nulls = .dash },
        json(
            "clef", "Serilog's compact JSON",
            [
                ("time", .time(.iso), "@t"), ("message", .text, "@m|@mt"), ("message_template", .text, "@mt"),
                ("exception", .text, "@x"), ("logger", .text, "SourceContext"), ("trace_id", .text, "@tr"),
                ("span_id", .text, "@sp"),
            ], level: ("@l", .orInformation)),
        json(
            "serilog-json", "Serilog's JsonFormatter",
            [
                ("time", .time(.iso), "Timestamp"), ("level", .text, "Level"),
                ("message", .text, "RenderedMessage|MessageTemplate"), ("exception", .text, "Exception"),
                ("logger", .text, "Properties.SourceContext"),
            ]),
        json(
            "monolog-json", "Monolog's JsonFormatter",
            [
                ("time", .time(.iso), "datetime|datetime.date"), ("level", .text, "level_name"),
                ("level_number", .integer, "level"),
                ("logger|channel", .text, "channel"), ("message", .text, "message"),
            ]),
        json(
            "postgresql-json", "PostgreSQL's log_destination jsonlog",
            [
                ("time", .time(.iso), "timestamp"), ("level", .text, "error_severity"), ("message", .text, "message"),
                ("user", .text, "user"), ("database", .text, "dbname"), ("pid", .integer, "pid"),
                ("ip", .ip, "remote_host"), ("port", .integer, "remote_port"), ("app", .text, "application_name"),
                ("session_id", .text, "session_id"),
            ]),
        json(
            "aws-waf", "AWS WAF",
            [
                ("time", .time(.epoch), "timestamp"), ("action", .text, "action"), ("ip", .ip, "httpRequest.clientIp"),
                ("method", .text, "httpRequest.httpMethod"), ("path|uri", .url, "httpRequest.uri"),
                ("protocol", .text, "httpRequest.httpVersion"), ("status", .integer, "responseCodeSent"),
                ("request_id", .text, "httpRequest.requestId"), ("rule", .text, "terminatingRuleId"),
            ]),
        json(
            "suricata", "Suricata's EVE",
            [
                ("time", .time(.iso), "timestamp"), ("ip", .ip, "src_ip"), ("port", .integer, "src_port"),
                ("message", .text, "alert.signature"), ("host", .text, "http.hostname"),
                ("method", .text, "http.http_method"), ("path", .url, "http.url"), ("status", .integer, "http.status"),
                ("agent", .text, "http.http_user_agent"), ("bytes", .bytes, "http.length"),
            ]),
        json(
            "zeek-json", "Zeek's logs in JSON",
            [
                ("time", .time(.epoch), "ts"), ("ip", .ip, "id.orig_h"), ("port", .integer, "id.orig_p"),
                ("duration", .duration(.seconds), "duration"), ("path", .url, "uri"),
                ("status", .integer, "status_code"),
                ("agent", .text, "user_agent"), ("referer", .text, "referrer"),
            ]),
    ]

    /// Keys by which a line of JSON is one of a named format: all of them; `|` separates alternatives.
    static let requiredKeys = [
        "caddy": ["request.remote_ip|request.remote_addr", "request.uri", "ts"],
        "traefik-json": ["RequestMethod", "DownstreamStatus"], "docker": ["log", "stream", "time"],
        "journal-json": ["__REALTIME_TIMESTAMP"], "mongodb": ["t.$date", "s", "c", "msg"],
        "bunyan": ["v", "level", "name", "hostname", "pid", "time"], "pino": ["level", "time", "pid", "hostname"],
        "gelf": ["version", "host", "short_message"],
        "otel": ["severityNumber|SeverityNumber|severity_number", "body.stringValue|body|Body"],
        "cloudtrail": ["eventVersion", "eventSource", "eventName", "eventTime"],
        "cloudflare": ["RayID", "ClientRequestHost|ClientRequestMethod|ClientIP"],
        "gcp": ["logName", "insertId|resource.type", "timestamp"],
        "kubernetes-audit": ["auditID", "stage", "requestURI"],
        "envoy-json": ["response_code", "response_flags", "start_time"],
        "log4j-json": ["loggerName", "instant.epochSecond|timeMillis", "level"],
        "elasticsearch-json": ["type", "timestamp", "level", "component", "cluster.name"],
        "hclog": ["@level", "@message", "@timestamp"],
        "tracing-json": ["timestamp", "level", "target", "fields.message"],
        "loguru-json": ["record.time.timestamp", "record.level.name", "record.message"],
        "azure": ["time", "resourceId", "operationName", "category"],
        "api-gateway": ["requestId", "requestTime", "httpMethod", "status"],
        "ecs": ["@timestamp", "ecs.version"], "logstash": ["@timestamp", "@version"], "clef": ["@t", "@m|@mt|@i"],
        "serilog-json": ["Timestamp", "Level", "MessageTemplate"],
        "monolog-json": ["level_name", "channel", "datetime|datetime.date"],
        "postgresql-json": ["timestamp", "pid", "error_severity", "message"],
        "aws-waf": ["webaclId", "httpRequest.clientIp"], "suricata": ["event_type", "src_ip", "timestamp"],
        "zeek-json": ["id.orig_h", "uid", "ts"],
    ]

    /// - Parameters:
    ///   - fields: names, type and keys; of several keys, divided by `|`, lines have one or the other.
    ///   - level: keys of a level that is no word, and how it is one.
    static func json(
        _ name: String, _ summary: String, _ fields: [(String, FieldType, String)],
        level: (String, FieldPart)? = nil, parts: [(String, FieldType, String, FieldPart)] = []
    ) -> CatalogEntry {
        CatalogEntry(name, summary) {
            let level = level.map { [("level", FieldType.text, $0.0, $0.1)] } ?? []
            let definitions = (fields.map { ($0.0, $0.1, $0.2, FieldPart.whole) } + level + parts).flatMap {
                names, type, keys, part in
                keys.split(separator: "|").map { FieldDefinition(names: names, type, .key(String($0)), part: part) }
            }
            return LogFormat(name, summary, fields: definitions, layout: .json, nulls: [])
        }
    }

    private static let telemetryResources = [
        "resource.attributes", "resource", "Resource", "Resource.Attributes", "ResourceAttributes",
    ]
    private static let telemetryAttributes = ["attributes", "Attributes", "LogAttributes"]

    /// The keys of attributes, wherever exporters of OpenTelemetry put these.
    private static func telemetry(_ names: String, of places: [String]) -> String {
        places.flatMap { place in names.split(separator: "|").map { "\(place).\($0)" } }.joined(separator: "|")
    }

    private static var journalJSON: CatalogEntry {
        json(
            "journal-json", "systemd's journal, journalctl -o json", journalFields, level: ("PRIORITY", .syslogLevel)
        ).with { format in
            // What is not UTF-8 is written as an array of numbers.
            for index in format.fields.indices
            where format.fields[index].type == .text && format.fields[index].part == .whole {
                format.fields[index].part = .textOrBytes
            }
        }
    }

    private static var docker: CatalogEntry {
        json(
            "docker", "container logs of Docker (json-file)",
            [("time", .time(.iso), "time"), ("stream", .text, "stream"), ("message|log", .text, "log")]
        ).with { format in
            // The line that the program wrote, which has its end in it.
            format.fields[2].part = .withoutLineEnd
        }
    }
}

extension FieldDefinition {
    /// - Parameter names: the name, then aliases, separated by `|`.
    init(names: String, _ type: FieldType, _ source: FieldSource, part: FieldPart = .whole) {
        let names = names.split(separator: "|").map(String.init)
        self.init(names[0], type, source, part: part, aliases: Array(names.dropFirst()))
    }
}
