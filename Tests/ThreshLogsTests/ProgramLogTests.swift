import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Lines of programs and devices in the writings that they have in the wild, and what is in each.
@Suite("Logs of programs and devices", .timeLimit(.minutes(1)))
struct ProgramLogTests {
    /// The format of some lines, and the values of fields in each; `?` for a line that is rejected.
    static func values(
        _ fields: [String], _ lines: [String]
    ) throws -> (format: String, rows: [[String?]]) {
        let text = Array((lines.joined(separator: "\n") + "\n").utf8)
        let format = try #require(withView(text) { FormatDetector.detectOrText($0, isCut: false) }).format
        let extractor = try FieldExtractor(format, fields: fields, context: testContext)
        var rows: [[String?]] = []
        withView(text) { block in
            extractor.forEachLine(in: block) { line in
                rows.append(fields.indices.map { corpusText(line[$0]) })
            } malformed: { _, _ in
                rows.append(["?"])
            }
        }
        return (format.name, rows)
    }

    @Test("Sidekiq's lines of versions before and since 6")
    func sidekiq() throws {
        let time = "2024-05-01T12:30:00.123Z"
        let fields = ["time", "pid", "thread", "logger", "jid", "level", "message"]
        let new = try Self.values(
            fields + ["duration"],
            [
                "\(time) pid=5 tid=abc class=HardWorker jid=b4a577 INFO: start",
                "\(time) pid=5 tid=abc class=HardWorker jid=b4a577 elapsed=1.127 INFO: done",
                "\(time) pid=5 tid=abd INFO: Booting Sidekiq 7.2.0 with Redis options {}",
                "\(time) pid=5 tid=abe class=A::B jid=c0 bid=x9 tags=a,b queue=low elapsed=0.5 WARN: x: y",
                "\(time) pid=5 tid=abe HUH: x",
            ])
        let at = "@1714566600123000000"
        #expect(new.format == "sidekiq")
        #expect(
            new.rows == [
                [at, "5", "abc", "HardWorker", "b4a577", "INFO", "start", nil],
                [at, "5", "abc", "HardWorker", "b4a577", "INFO", "done", "1.127"],
                [at, "5", "abd", nil, nil, "INFO", "Booting Sidekiq 7.2.0 with Redis options {}", nil],
                [at, "5", "abe", "A::B", "c0", "WARN", "x: y", "0.5"], ["?"],
            ])
        let old = try Self.values(
            fields,
            [
                "\(time) 5 TID-abc HardWorker JID-b4a577 INFO: start",
                "\(time) 5 TID-abd INFO: Booting Sidekiq 4.2 a: b",
                "\(time) 5 TID-abd ERROR: failed JID-x",
            ])
        #expect(old.format == "sidekiq")
        #expect(
            old.rows == [
                [at, "5", "abc", "HardWorker", "b4a577", "INFO", "start"],
                [at, "5", "abd", nil, nil, "INFO", "Booting Sidekiq 4.2 a: b"],
                [at, "5", "abd", nil, nil, "ERROR", "failed JID-x"],
            ])
    }

    @Test("a line of Serilog's compact JSON without a level has the one that is left out")
    func informationOfCLEF() throws {
        let lines = [
            #"{"@t":"2024-05-01T12:30:00.1234567Z","@mt":"Hello {Name}","Name":"x"}"#,
            #"{"@t":"2024-05-01T12:30:01Z","@mt":"Bad","@l":"Error","Name":"y"}"#,
            #"{"@t":"2024-05-01T12:30:02Z","@m":"plain","@i":"ab12","@l":null}"#, #"{"@t":"2024-05-01T12:30:02Z""#,
        ]
        let found = try Self.values(["level", "message"], lines)
        #expect(found.format == "clef")
        #expect(found.rows == [["Information", "Hello {Name}"], ["Error", "Bad"], ["Information", "plain"], ["?"]])
        #expect(try Self.values(["message"], lines).rows == [["Hello {Name}"], ["Bad"], ["plain"], ["?"]])
        let carried = try Self.values(
            ["level"], lines.dropLast().map { "2024-05-01T12:30:00.123456789Z stdout F \($0)" })
        #expect(carried.format == "cri+clef" && carried.rows == [["Information"], ["Error"], ["Information"]])
    }

    @Test(
        "resources, scopes and attributes of OpenTelemetry, wherever exporters put them",
        arguments: [
            #"{"Timestamp":"2024-05-01T12:30:00.25Z","SeverityText":"ERROR","SeverityNumber":17,"Body":"m","Resource":{"service.name":"shop","host.name":"h1"},"InstrumentationScope":{"Name":"a.B"},"Attributes":{"http.status_code":500,"thread.name":"t1"}}"#,
            #"{"timestamp":"2024-05-01T12:30:00.25Z","severity_text":"ERROR","severity_number":17,"body":"m","resource":{"attributes":{"service.name":"shop","host.name":"h1"}},"scope":{"name":"a.B"},"attributes":{"http.response.status_code":500,"thread.name":"t1"}}"#,
            #"{"timeUnixNano":"1714566600250000000","severityNumber":17,"body":{"stringValue":"m"},"resource":{"attributes":[{"key":"host.name","value":{"stringValue":"h1"}},{"key":"service.name","value":{"stringValue":"shop"}}]},"scope":{"name":"a.B"},"attributes":[{"key":"http.response.status_code","value":{"intValue":"500"}},{"key":"thread.name","value":{"stringValue":"t1"}}]}"#,
            #"{"Timestamp":"2024-05-01 12:30:00.250000000","SeverityText":"ERROR","SeverityNumber":17,"ServiceName":"shop","Body":"m","ResourceAttributes":{"host.name":"h1"},"ScopeName":"a.B","LogAttributes":{"http.status_code":"500","thread.name":"t1"}}"#,
        ])
    func openTelemetry(line: String) throws {
        let found = try Self.values(
            ["time", "level", "app", "host", "logger", "status", "thread", "message"], [line, line])
        let row = ["@1714566600250000000", "ERROR", "shop", "h1", "a.B", "500", "t1", "m"]
        #expect(found.format == "otel")
        #expect(found.rows == [row, row])
    }

    @Test("Cisco's systems: nodes of IOS-XR, classes of ASA, times that are not set or none")
    func cisco() throws {
        let fields = ["host", "time", "facility", "group", "level", "code", "node", "app", "pid", "device_uptime"]
        let at = "@1746057007123000000"
        let router = try Self.values(
            fields,
            [
                "RP/0/RSP0/CPU0:Apr 30 23:50:07.123 UTC: ifmgr[5]: %PKT_INFRA-LINK-3-UPDOWN : Interface Gi0/0/0/1, changed state to Down ",
                "LC/0/0/CPU0:2025 Apr 30 23:50:07.123 : bfd_agent[121]: %L2-BFD-6-SESSION_STATE_UP : BFD session 1-2-3 is up",
                "<187>Apr 30 23:50:07.123 r1 3456: RP/0/RSP0/CPU0:Apr 30 23:50:07.001 UTC: config[65]: %MGBL-SYS-5-CONFIG_I : x",
                "RP/0/RSP0/CPU0:Apr 30 23:50:07.123 UTC: ifmgr[5]: %PKT_INFRA-LINK-LOUD-UPDOWN : x",
            ])
        #expect(router.format == "cisco")
        #expect(
            router.rows == [
                [nil, at, "PKT_INFRA", "LINK", "err", "UPDOWN", "RP/0/RSP0/CPU0", "ifmgr", "5", nil],
                [nil, at, "L2", "BFD", "info", "SESSION_STATE_UP", "LC/0/0/CPU0", "bfd_agent", "121", nil],
                ["r1", at, "MGBL", "SYS", "notice", "CONFIG_I", "RP/0/RSP0/CPU0", "config", "65", nil], ["?"],
            ])
        let wall = try Self.values(
            fields,
            [
                "Apr 30 2025 23:50:07 fw1 : %ASA-session-6-302013: Built outbound TCP connection 1-2-3 for outside",
                "Apr 30 2025 23:50:07 fw1 : %ASA-6-302014: Teardown TCP connection 1-4-5",
                "<166>:Apr 30 23:50:07 UTC: %ASA-vpn-4-113019: Group = x",
                "<187>: 2025 Apr 30 23:50:07 UTC: %ETHPORT-5-IF_UP: Interface up",
            ])
        let whole = "@1746057007000000000"
        #expect(wall.format == "cisco")
        #expect(
            wall.rows.map { Array($0.prefix(6)) } == [
                ["fw1", whole, "ASA", "session", "info", "302013"], ["fw1", whole, "ASA", nil, "info", "302014"],
                [nil, whole, "ASA", "vpn", "warning", "113019"], [nil, whole, "ETHPORT", nil, "notice", "IF_UP"],
            ])
        let devices = try Self.values(
            fields,
            [
                "000123: .Apr 30 23:50:07.123: %LINEPROTO-5-UPDOWN: Line protocol on Interface",
                "<189>29: sw1: *Apr 30 23:50:07.123: %SYS-5-RESTART: System restarted",
                "00:00:46: %LINK-3-UPDOWN: Interface Port-channel1, changed state to up",
                "000019: 5w2d: %SEC_LOGIN-4-LOGIN_FAILED: Login failed",
            ])
        #expect(devices.format == "cisco")
        #expect(
            devices.rows.map { [$0[0], $0[1], $0[4], $0[9]] } == [
                [nil, at, "notice", nil], ["sw1", at, "notice", nil], [nil, nil, "err", "00:00:46"],
                [nil, nil, "warning", "5w2d"],
            ])
    }

    @Test("a level is derived of what is a severity, whatever else is asked for")
    func levelsAlone() throws {
        let format = try FormatCatalog.format(named: "cisco")
        let level = try FieldExtractor(format, fields: ["level"], context: testContext)
        for (sign, expected) in [
            ("%PKT_INFRA-LINK-3-UPDOWN : x", "err"), ("%ASA-session-6-302013: x", "info"),
            ("%SYS-5-CONFIG_I: x", "notice"),
        ] {
            #expect(level.texts(of: Array("Apr 30 23:50:07: \(sign)".utf8)) == [expected])
        }
        #expect(level.texts(of: Array("Apr 30 23:50:07: %SYS-LOUD-CONFIG_I: x".utf8)) == nil)
        let syslog = try FieldExtractor(FormatCatalog.format(named: "syslog"), fields: ["level"], context: testContext)
        #expect(syslog.texts(of: Array("<11>Apr 30 23:50:07 web1 app: x".utf8)) == ["err"])
        #expect(syslog.texts(of: Array("<x>Apr 30 23:50:07 web1 app: x".utf8)) == nil)
    }

    @Test("Meraki's devices, as they send and as a server of syslog writes it")
    func meraki() throws {
        let lines = [
            "1 1714566600.250123456 MX84 flows allow src=192.168.1.10 dst=8.8.8.8 mac=AA:BB:CC:DD:EE:FF protocol=udp sport=5353 dport=53",
            "1 1714566600.250123456 MX84 urls src=192.168.1.10:5354 dst=8.8.8.8:443 mac=AA:BB:CC:DD:EE:FF request: GET https://x.example/",
            "1 1714566600.250123456 MR18 events type=association radio='0' vap='1' client_ip='192.168.1.11' aid='18'",
        ]
        let fields = ["time", "host", "app", "ip", "port", "dst"]
        let at = "@1714566600250123456"
        let rows = [
            [at, "MX84", "flows", "192.168.1.10", "5353", "8.8.8.8"],
            [at, "MX84", "urls", "192.168.1.10", "5354", "8.8.8.8:443"],
            [at, "MR18", "events", "192.168.1.11", nil, nil],
        ]
        for start in ["<134>", ""] {
            let found = try Self.values(fields, lines.map { start + $0 })
            #expect(found.format == "meraki")
            #expect(found.rows == rows)
        }
        let carried = try Self.values(
            ["log.host", "app", "ip", "port"], lines.map { "May  1 12:30:00 10.0.0.1 \($0)" })
        #expect(carried.format == "syslog+meraki")
        #expect(carried.rows.map { Array($0.suffix(2)) } == rows.map { Array($0[3...4]) })
        #expect(try Self.values(fields, [lines[0], lines[1], "1 1714566600.250123456 MX84"]).rows.last == ["?"])
    }

    @Test("F5 writes a level before the program, Junos two blanks before the host")
    func appliances() throws {
        let fields = ["host", "level", "app", "pid", "message"]
        let balancer = try Self.values(
            fields,
            [
                "Apr 30 23:50:07 bigip warning tmm[5]: 01010029:4: Clock advanced by 1000 ticks",
                "Apr 30 23:50:08 bigip err tmm1[5]: 01220001:3: TCL error: /Common/x",
                "Apr 30 23:50:10 bigip info sshd(pam_audit)[999]: user=root", "Apr 30 23:50:11 bigip error opening: /x",
                "Apr 30 23:50:12 bigip CROND[7]: (root) CMD (x)",
            ])
        #expect(balancer.format == "syslog")
        #expect(
            balancer.rows == [
                ["bigip", "warning", "tmm", "5", "01010029:4: Clock advanced by 1000 ticks"],
                ["bigip", "err", "tmm1", "5", "01220001:3: TCL error: /Common/x"],
                ["bigip", "info", "sshd(pam_audit)", "999", "user=root"],
                ["bigip", nil, nil, nil, "error opening: /x"],
                ["bigip", nil, "CROND", "7", "(root) CMD (x)"],
            ])
        let router = try Self.values(
            fields,
            [
                "Apr 30 23:50:07  mx1 rpd[1234]: bgp_read_v4_message:8927: NOTIFICATION received",
                "Apr 30 23:50:09  mx1 /kernel: ae_bundlestate_ifd_change: bundle ae0",
                "<28>Apr 30 23:50:10  mx1 mib2d[12]: SNMP_TRAP_LINK_DOWN: ifIndex 531",
                "Apr  1 23:50:10 mx2 mgd[3]: UI_AUTH_EVENT: x",
            ])
        #expect(router.format == "syslog")
        #expect(
            router.rows == [
                ["mx1", nil, "rpd", "1234", "bgp_read_v4_message:8927: NOTIFICATION received"],
                ["mx1", nil, "/kernel", nil, "ae_bundlestate_ifd_change: bundle ae0"],
                ["mx1", "warning", "mib2d", "12", "SNMP_TRAP_LINK_DOWN: ifIndex 531"],
                ["mx2", nil, "mgd", "3", "UI_AUTH_EVENT: x"],
            ])
    }

    @Test("CloudFront's standard log without the lines that name its columns", arguments: [19, 26, 33])
    func cloudFront(count: Int) throws {
        func line(_ number: Int) -> [String] {
            [
                "2024-05-01", "12:30:0\(number)", "FRA56-P\(number)", "\(100 * number)",
                number % 2 == 0 ? "2001:db8::1" : "192.0.2.7",
                "GET", "d111.cloudfront.net", "/a\(number)", "20\(number)", "-", "Mozilla/5.0%20(X)", "q=1", "-", "Hit",
                "id==",
                "www.example.com", "https", "2\(number)", "0.00\(number)", "-", "TLSv1.3", "X", "Hit", "HTTP/2.0", "-",
                "-",
                "4\(number)", "0.00\(number)", "Hit", "text/html", "78", "-", "-",
            ]
        }
        let lines = (1..<7).map { line($0).prefix(count).joined(separator: "\t") }
        let fields = ["time", "ip", "status", "bytes", "path", "duration", "edge_location"]
        let found = try Self.values(fields, lines + ["2024-05-01\t12:30:09\tFRA56"])
        #expect(found.format == "cloudfront")
        #expect(
            found.rows.first
                == ["@1714566601000000000", "192.0.2.7", "201", "100", "/a1", "0.001", "FRA56-P1"])
        #expect(found.rows.count == 7 && found.rows[1][1] == "2001:db8::1" && found.rows[6] == ["?"])
        // Another number of columns is not this log, whatever it begins with.
        let other = try Self.values([], lines.map { $0 + "\tx" })
        #expect(other.format != "cloudfront")
    }

    @Test("Windows's DHCP server, whose names follow a long title and end with a point")
    func dhcp() throws {
        let names =
            "ID,Date,Time,Description,IP Address,Host Name,MAC Address,User Name, TransactionID, QResult,Probationtime, CorrelationID,Dhcid,VendorClass(Hex),VendorClass(ASCII),UserClass(Hex),UserClass(ASCII),RelayAgentInformation,DnsRegError."
        let title =
            ["\t\tMicrosoft DHCP Service Activity Log", "", "", "Event ID  Meaning"]
            + (0..<28).map { "\($0)\tA new IP address was leased, for some reason \($0)." } + [
                "", "QResult: 0: NoQuarantine, 1:Quarantine", "",
            ]
        let rows = (10..<60).map {
            "\($0 % 3 + 10),04/30/24,08:15:\($0),Assign,192.168.1.\($0),pc\($0).example.local,AABBCCDDEE\($0),,1234\($0),0,,,,0x4D,MSFT 5.0,,,,\($0)"
        }
        for (before, count) in [(title, 50), (title, 4), ([], 50)] {
            let found = try Self.values(
                ["ID", "time", "Description", "IP_Address", "TransactionID", "DnsRegError"],
                before + [names] + rows.prefix(count))
            #expect(found.format == "csv")
            #expect(
                found.rows.suffix(count).first
                    == ["11", "@1714464910000000000", "Assign", "192.168.1.10", "123410", "10"])
        }
    }

    @Test("the times since the line before, as the journal and the kernel's log show them")
    func deltas() throws {
        let journal = try Self.values(
            ["uptime", "delta", "host", "app", "pid", "message"],
            [
                "[    0.000000              ] web1 kernel: Linux version 6.1",
                "[ 1234.567890 <    0.000012 >] web1 sshd[123]: Accepted",
                "[ 1234.667890 <    0.100000 >] web1 kernel: Out of memory", "[12 <  >] web1 kernel: x",
            ])
        #expect(journal.format == "journal-short")
        #expect(
            journal.rows == [
                ["0.000000", nil, "web1", "kernel", nil, "Linux version 6.1"],
                ["1234.567890", "0.000012", "web1", "sshd", "123", "Accepted"],
                ["1234.667890", "0.100000", "web1", "kernel", nil, "Out of memory"], ["?"],
            ])
        let kernel = try Self.values(
            ["uptime", "delta", "message"],
            ["[    0.000000 <    0.000000>] Linux version 6.1", "[   12.583506 <   12.583506>] usb 1-1: new device"])
        #expect(kernel.format == "dmesg")
        #expect(
            kernel.rows == [
                ["0.000000", "0.000000", "Linux version 6.1"], ["12.583506", "12.583506", "usb 1-1: new device"],
            ])
    }
}
