import Testing
import Thresh

@testable import ThreshLogs

@Suite("Formats of servers' configuration, headers and patterns", .timeLimit(.minutes(2)))
struct ServerFormatTests {
    private func fields(_ format: LogFormat, _ names: [String], _ line: String) throws -> [String?]? {
        try FieldExtractor(format, fields: names, context: testContext).texts(of: Array(line.utf8))
    }

    @Test("nginx's log_format")
    func nginx() throws {
        let format = try LogFormat.nginx(
            #"$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" rt=$request_time ua="$upstream_addr" us="${upstream_status}""#
        )
        let line =
            #"192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /x HTTP/1.1" 200 15 "-" "curl/8" rt=0.123 ua="10.0.0.1:80, 10.0.0.2:80" us="502, 200""#
        #expect(
            try fields(
                format,
                [
                    "ip", "remote_addr", "status", "bytes", "path", "request_time", "upstream_addr", "upstream_status",
                    "user",
                ], line)
                == ["192.0.2.1", "192.0.2.1", "200", "15", "/x", "0.123", "10.0.0.1:80, 10.0.0.2:80", "502, 200", nil])
        #expect(throws: ThreshError.self) { try LogFormat.nginx("$remote_addr$status") }
        #expect(try LogFormat.nginx(#"{"time":"$msec","status":$status}"#).isOpen)
    }

    @Test("Apache's LogFormat")
    func apache() throws {
        let format = try LogFormat.apache(
            #"%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\" %D %{X-Request-Id}i"#)
        let line =
            #"www.example.com:443 192.0.2.1 - bob [17/May/2015:10:05:03 +0000] "POST /a b HTTP/1.1" 201 99 "https://x/" "a \"q\" b" 1500 abc-1"#
        #expect(
            try fields(
                format,
                [
                    "vhost", "server_port", "ip", "user", "time", "path", "status", "bytes_sent", "duration",
                    "x_request_id", "agent",
                ], line)
                == [
                    "www.example.com", "443", "192.0.2.1", "bob", "@1431857103000000000", "/a b", "201", "99", "1500",
                    "abc-1", #"a \"q\" b"#,
                ])
        #expect(throws: ThreshError.self) { try LogFormat.apache("%h%u") }
        #expect(throws: ThreshError.self) { try LogFormat.apache("%h %Y") }
        #expect(throws: ThreshError.self) { try ServerConfiguration.format(ofString: "plain") }
    }

    @Test("paths and queries right behind other variables")
    func touching() throws {
        let nginx = try LogFormat.nginx("$remote_addr [$time_local] $scheme://$host$request_uri $status")
        let time = "[17/May/2015:10:05:03 +0000]"
        let names = ["scheme", "vhost", "path", "status"]
        for (address, expected) in [
            ("https://www.example.com/a?b=1", ["https", "www.example.com", "/a?b=1"]),
            ("http://[2001:db8::1]:8080/", ["http", "[2001:db8::1]:8080", "/"]),
            ("https://www.example.com", ["https", "www.example.com", ""]),
        ] {
            #expect(try fields(nginx, names, "192.0.2.1 \(time) \(address) 200") == expected + ["200"])
            #expect(try fields(nginx, ["vhost"], "192.0.2.1 \(time) \(address) 200") == [expected[1]])
        }
        #expect(try fields(nginx, names, "192.0.2.1 \(time) https://a b/c 200") == nil)
        let quoted = try LogFormat.nginx(
            #"$remote_addr "$request_method $http_host:$server_port$uri$is_args$args" $status"#)
        let parts = ["method", "vhost", "server_port", "path", "query", "args", "status"]
        #expect(
            try fields(quoted, parts, #"192.0.2.1 "GET example.com:443/a/b?c=d&e=? f" 200"#)
                == ["GET", "example.com", "443", "/a/b", "c=d&e=? f", "c=d&e=? f", "200"])
        #expect(
            try fields(quoted, parts, #"192.0.2.1 "GET example.com:443/a b" 200"#)
                == ["GET", "example.com", "443", "/a b", nil, nil, "200"])
        let apache = try LogFormat.apache(#"%h "%m %v%U%q %H" %>s"#)
        let all = ["method", "vhost", "path", "query", "protocol", "status"]
        #expect(
            try fields(apache, all, #"192.0.2.1 "GET a.example/x?y HTTP/1.1" 404"#)
                == ["GET", "a.example", "/x", "y", "HTTP/1.1", "404"])
        #expect(
            try fields(apache, all, #"192.0.2.1 "HEAD a.example/ HTTP/1.1" 200"#)
                == ["HEAD", "a.example", "/", nil, "HTTP/1.1", "200"])
        for source in ["$uri$args", "$is_args$args$status", "$host$scheme", "$request_uri$uri", "$uri$is_args"] {
            #expect(throws: ThreshError.self, "\(source)") { try LogFormat.nginx(source) }
        }
        for source in ["%U%m", "%q%U%H", "%U%q%H"] {
            #expect(throws: ThreshError.self, "\(source)") { try LogFormat.apache(source) }
        }
    }

    @Test(
        "Apache's times of one directive or several",
        arguments: [
            ("[%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t]", "[2024-05-01T14:30:00.250+0200]", 250),
            ("[%{%d/%b/%Y:%T}t.%{usec_frac}t %{%z}t]", "[01/May/2024:12:30:00.250001 +0000]", 250),
            ("%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t", "01/May/2024 12:30:00.250 +0000", 250),
            ("%{sec}t.%{usec_frac}t", "1714566600.250000", 250), ("%{msec}t", "1714566600250", 250),
            ("%{usec}t", "1714566600250000", 250), ("%{%s}t", "1714566600", 0), ("%{begin:sec}t", "1714566600", 0),
            ("%{end:%Y%m%d%H%M%S}t", "20240501123000", 0),
            ("[%{%d/%b/%Y:%H:%M:%S %z}t]", "[01/May/2024:14:30:00 +0200]", 0),
            ("%{%m/%d/%Y %I:%M:%S %p}t", "05/01/2024 12:30:00 PM", 0), ("%{%d.%m.%y %T}t", "01.05.24 12:30:00", 0),
            ("%{%y/%m/%d %T}t", "24/05/01 12:30:00", 0), ("%{%c}t", "Wed May  1 12:30:00 2024", 0),
            ("%{%F}tT%{%T}t", "2024-05-01T12:30:00", 0),
        ])
    func apacheTimes(source: String, text: String, milliseconds: Int) throws {
        for (before, after) in [("%h ", #" "%r" %>s"#), ("%v;", ";%>s"), ("", " %>s")] {
            let format = try LogFormat.apache(before + source + after)
            let line =
                before.replacing("%h", with: "192.0.2.1").replacing("%v", with: "www") + text
                + after.replacing("%r", with: "GET / HTTP/1.1").replacing("%>s", with: "404")
            let found = try fields(format, ["time", "status"], line)
            #expect(
                found?[0]?.hasPrefix("@1714566600\(milliseconds == 0 ? "0" : "\(milliseconds)")") == true, "\(line)")
            #expect(found?[1] == "404")
        }
    }

    @Test("a request's begin and end are two times, and a fraction alone is a number")
    func apacheMoments() throws {
        let format = try LogFormat.apache("%{begin:%F %T}t %{end:%F %T}t %{msec_frac}t")
        #expect(
            try fields(format, ["time", "time_2", "msec_frac"], "2024-05-01 12:30:00 2024-05-01 12:30:02 017")
                == ["@1714566600000000000", "@1714566602000000000", "017"])
        #expect(try fields(format, ["time"], "1 May 2024-05-01 12:30:02 017") == nil)
    }

    @Test("a duration is in seconds, whatever the unit of the log")
    func durations() throws {
        let format = try LogFormat.apache("%h %D %T %{ms}T")
        let extractor = try FieldExtractor(
            format, fields: ["duration", "duration_2", "duration_3"], context: testContext)
        withView(Array("1.2.3.4 1500 2 250".utf8)) { view in
            #expect(extractor.extract(view) == .fields)
            let fields = unsafe extractor.fields(of: view)
            #expect((0..<3).map { fields[$0].number } == [0.0015, 2, 0.25])
        }
    }

    @Test("configuration files")
    func configurations() throws {
        let formats = ServerConfiguration.formats(
            in: """
                # log_format commented '$x';
                http {
                    log_format main '$remote_addr [$time_local] "$request" '
                                    '$status';   # the end
                    log_format broken '$a$b';
                    log_format js escape=json '{"s":$status}';
                }
                LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
                LogFormat "%h \\"%{User-agent}i\\""
                """)
        #expect(formats.map(\.name) == ["main", "js", "common", "apache-custom"])
        #expect(
            try fields(formats[0], ["status", "method"], #"1.2.3.4 [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 304"#)
                == ["304", "GET"])
        #expect(try fields(formats[3], ["agent"], #"1.2.3.4 "x y""#) == ["x y"])
    }

    @Test("patterns")
    func patterns() throws {
        let format = try LogFormat.pattern(#"^(?<ip>\S+) took (?<ms>\d+)(?: (?<note>.*))?$"#, types: ["ms": .integer])
        #expect(try fields(format, ["ms", "ip", "note"], "10.0.0.1 took 15 well") == ["15", "10.0.0.1", "well"])
        #expect(try fields(format, ["note"], "10.0.0.1 took 15") == [nil])
        #expect(try fields(format, ["ms"], "nothing") == nil)
        #expect(throws: ThreshError.self) { try LogFormat.pattern("no groups") }
        #expect(throws: ThreshError.self) { try LogFormat.pattern("(?<a>") }
    }

    @Test("entries of journalctl -o export")
    func journal() throws {
        let format = try FormatCatalog.format(named: "journal")
        var entry = Array(
            "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1700000000250000\n_PID=7\nSYSLOG_IDENTIFIER=app\nMESSAGE\n".utf8)
        entry += [5, 0, 0, 0, 0, 0, 0, 0] + Array("a\nb=c\n_HOSTNAME=h1".utf8)
        let extractor = try FieldExtractor(
            format, fields: ["time", "pid", "app", "message", "hostname", "unit"], context: testContext)
        #expect(extractor.texts(of: entry) == ["@1700000000250000000", "7", "app", "a\nb=c", "h1", nil])
        #expect(extractor.fault(of: Array("MESSAGE\n\u{FF}".utf8)) != nil)
    }

    @Test("a header within a file is no record, another one is an error")
    func headers() throws {
        let format = LogFormat.w3c(fieldsDirective: "#Fields: date time c-ip sc-status")
        let block = Array(
            "#Version: 1.0\n#Fields: date time c-ip sc-status\n2024-01-01 00:00:00 1.2.3.4 200\n\n#Fields: c-ip date\n1.2.3.4 2024-01-01\n"
                .utf8)
        let extractor = try FieldExtractor(format, fields: ["status"], context: testContext)
        var good = 0
        var bad: [String] = []
        let skipped = withView(block) { view in
            extractor.forEachLine(in: view) { _ in
                good += 1
            } malformed: { line, _ in
                bad.append(String(line))
            }
        }
        #expect(good == 1 && skipped == 3 && bad == ["#Fields: c-ip date", "1.2.3.4 2024-01-01"])
        #expect(extractor.fault(of: Array("#Fields: c-ip date".utf8))?.reason.contains("columns") == true)
    }

    @Test("equal keys, null, and keys with dots in them")
    func keys() throws {
        let json = try FormatCatalog.format(named: "json")
        let deep = "a.b.c.d.e.f.g.h.i.j.k.l.m.n"
        #expect(try fields(json, ["a.b", "c"], #"{"a.b":null,"a":{"b":1},"a.b":2,"c":3}"#) == ["1", "3"])
        #expect(try fields(json, ["a", "a", "z"], #"{"a":1,"a":2,"z":{"y":[1]}}"#) == ["1", "1", #"{"y":[1]}"#])
        #expect(try fields(json, ["a.b.c", "x.0.y"], #"{"a.b":{"c":"\u0041"},"x":[{"y":true}]}"#) == ["A", "true"])
        #expect(try fields(json, [deep], "{\"\(deep)\":7}") == ["7"])
        #expect(try fields(json, ["a"], #"{"a":{"b":"}"},"broken"#) == [#"{"b":"}"}"#])
        #expect(try fields(json, ["b"], #"{"a":{"b":"}"},"broken"#) == nil)
        let logfmt = try FormatCatalog.format(named: "logfmt")
        #expect(try fields(logfmt, ["a", "b"], #"a=1 a=2 flag b="x \" y""#) == ["1", #"x " y"#])
    }

    @Test("columns with strange and equal names")
    func columnNames() {
        let format = LogFormat.separated(by: UInt8(ascii: ","), header: "Time (s),a b,a b,,1st,time-taken")
        #expect(format.fields.map(\.name) == ["Time_s", "a_b", "a_b_2", "column4", "_1st", "time_taken"])
        #expect(format.definitions(of: "time-taken").map(\.name) == ["time_taken"])
    }

    @Test("unknown fields and formats are named, with what there is")
    func unknown() throws {
        let format = try FormatCatalog.format(named: "combined")
        let error = #expect(throws: ThreshError.self) {
            try FieldExtractor(format, fields: ["nope"], context: testContext)
        }
        #expect(error?.message.contains("'nope'") == true && error?.message.contains("status") == true)
        #expect(throws: ThreshError.self) { try FormatCatalog.format(named: "nope") }
    }

    @Test("an explanation has a caret under the place")
    func explanation() throws {
        let line = Array(#"1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" abc 5 "-" "x""#.utf8)
        let format = try FormatCatalog.format(named: "combined")
        let text = try withView(line) { try LineExplanation($0, as: format).description }
        #expect(
            text == """
                not combined: column 59: status is 'abc', not an integer
                  \(String(decoding: line, as: UTF8.self))
                  \(String(repeating: " ", count: 58))^
                """)
        let best = try #require(withView(line) { LineExplanation.best(for: $0) })
        #expect(best.fault?.reason == "status is 'abc', not an integer", "\(best)")
    }
}
