import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Format strings of libraries and of PostgreSQL.
@Suite("Format strings of programs", .timeLimit(.minutes(1)))
struct FormatStringTests {
    private func texts(_ format: LogFormat, _ fields: [String], _ line: String) throws -> [String?]? {
        try FieldExtractor(format, fields: fields, context: testContext, isWholeLine: true).texts(of: Array(line.utf8))
    }

    @Test("PatternLayout's conversions, widths and styles")
    func patternLayout() throws {
        let plain = try LogFormat.patternLayout("%d [%t] %-5p %c - %m%n")
        #expect(
            try texts(
                plain, ["time", "thread", "level", "logger", "message"],
                "2024-05-01 12:30:00,123 [main] INFO  a.B - x - y")
                == ["@1714566600123000000", "main", "INFO", "a.B", "x - y"])
        let styled = try LogFormat.patternLayout(
            "%clr(%d{yyyy-MM-dd HH:mm:ss.SSS}){faint} %clr(%5p) %clr(%property{PID}){magenta} --- [%15.15t] %-40.40logger{39} : %m%n%wEx"
        )
        #expect(
            try texts(
                styled, ["level", "property", "thread", "logger", "message"],
                "2024-05-01 12:30:00.123  WARN 77 --- [           main] o.s.b.w.embedded.TomcatWebServer         : up")
                == ["WARN", "77", "main", "o.s.b.w.embedded.TomcatWebServer", "up"])
        let highlighted = try LogFormat.patternLayout(
            "%highlight{%-5level}{INFO=green} %style{%date{ISO8601}}{cyan} [%X{user:-none}] %msg%n%xEx")
        #expect(
            try texts(highlighted, ["level", "time", "user", "message"], "ERROR 2024-05-01T12:30:00,123 [bob] no")
                == ["ERROR", "@1714566600123000000", "bob", "no"])
        let bracketed = try LogFormat.patternLayout("[%-5level] %d{dd/MM/yyyy HH:mm:ss} %logger{36}:%L %msg%n")
        #expect(
            try texts(
                bracketed, ["level", "time", "logger", "line", "message"], "[WARN ] 13/05/2024 12:30:00 a.B:17 text")
                == ["WARN", "@1715603400000000000", "a.B", "17", "text"])
        // A clock alone is no time, and no level is any word.
        let clock = try LogFormat.patternLayout("%d{HH:mm:ss.SSS} %p %m")
        #expect(clock.type(of: "clock") == .text && clock.type(of: "time") == nil)
        #expect(try texts(clock, ["level"], "12:30:00.123 HELLO world") == nil)
        #expect(throws: ThreshError.self) { try LogFormat.patternLayout("%d %wrong %m") }
        #expect(throws: ThreshError.self) { try LogFormat.patternLayout("%t%c") }
    }

    @Test("PostgreSQL's log_line_prefix")
    func linePrefix() throws {
        let usual = try LogFormat.linePrefix("%m [%p] %q%u@%d ")
        let fields = ["time", "pid", "user", "database", "level", "message"]
        #expect(
            try texts(usual, fields, "2024-05-01 12:30:00.123 UTC [42] app@shop ERROR:  no: table")
                == ["@1714566600123000000", "42", "app", "shop", "ERROR", "no: table"])
        #expect(
            try texts(usual, fields, "2024-05-01 12:30:00.123 UTC [42] LOG:  ready")
                == ["@1714566600123000000", "42", nil, nil, "LOG", "ready"])
        #expect(try texts(usual, fields, "2024-05-01 12:30:00.123 UTC [42] HUH:  ready") == nil)
        let long = try LogFormat.linePrefix("%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ")
        #expect(
            try texts(
                long, ["time", "line", "user", "app", "ip", "level"],
                "2024-05-01 12:30:00 CEST [42]: [3-1] user=app,db=shop,app=psql,client=192.0.2.7 FATAL:  x")
                == ["@1714559400000000000", "3", "app", "psql", "192.0.2.7", "FATAL"])
        let seconds = try LogFormat.linePrefix("%n|%-10u|%e|")
        #expect(
            try texts(seconds, ["time", "user", "sql_state", "message"], "1714566600.123|bob       |00000|LOG:  m")
                == ["@1714566600123000000", "bob", "00000", "m"])
        #expect(throws: ThreshError.self) { try LogFormat.linePrefix("%m %w ") }
    }

    @Test(
        "what a format string is, is told by the lines",
        arguments: [
            ("%m [%p] ", "2024-05-01 12:30:00.123 UTC [42] LOG:  ready\n", "postgresql-custom"),
            ("%d %p %m", "2024-05-01 12:30:00,123 INFO ready\n", "log4j-custom"),
            (
                "%h %l %u %t \"%r\" %>s %b", "192.0.2.1 - - [01/May/2024:12:30:00 +0000] \"GET / HTTP/1.1\" 200 1\n",
                "apache-custom"
            ),
        ])
    func ambiguousStrings(source: String, line: String, name: String) throws {
        let readings = try ServerConfiguration.formats(ofString: source)
        let chosen = withView(Array(line.utf8)) { FormatDetector.bestFitting(readings, for: $0, isCut: false) }
        #expect(chosen?.name == name)
        #expect(throws: ThreshError.self) { try ServerConfiguration.formats(ofString: "log4j:%h %r") }
    }

    @Test("a TAB is written as nginx reads it, and as learned strings are told")
    func tabs() throws {
        for string in [#"$time\t$level\t$message..."#, "$time\t$level\t$message..."] {
            let format = try LogFormat.nginx(string)
            #expect(
                try texts(format, ["level", "message"], "2024-05-01T12:30:00Z\tWARN\ta\tb c") == ["WARN", "a\tb c"])
        }
    }

    @Test("lists of upstreams without quotes are one field")
    func lists() throws {
        let format = try LogFormat.nginx(
            "$remote_addr $upstream_addr $upstream_status $status $http_x_forwarded_for|$request_time")
        let fields = ["upstream_addr", "upstream_status", "status", "forwarded_for", "request_time"]
        #expect(
            try texts(
                format, fields,
                "192.0.2.1 10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80 502, - : 200 200 192.0.2.9, 10.1.1.1|0.5")
                == ["10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80", "502, - : 200", "200", "192.0.2.9, 10.1.1.1", "0.5"])
        #expect(try texts(format, fields, "192.0.2.1 -, -, c 1, 2 200 a|0.5")?[0] == "-, -, c")
    }
}
