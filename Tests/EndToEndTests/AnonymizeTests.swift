import TestSupport
import Testing

/// Places and pseudonyms of addresses, as they are asked for.
@Suite(.timeLimit(.minutes(3))) struct AnonymizeTests {
    private let directory: TemporaryDirectory
    private static let addresses = ["192.0.2.17", "198.51.100.23", "203.0.113.99", "2001:db8:7::2a", "192.0.2.250"]

    init() throws {
        directory = try TemporaryDirectory()
        var log = ""
        for number in 0..<60 {
            let ip = AnonymizeTests.addresses[number % 5]
            let other = AnonymizeTests.addresses[(number + 1) % 5]
            let host = other.contains(":") ? "[\(other)]" : other
            log +=
                #"\#(ip) - - [01/Mar/2024:10:\#(10 + number / 2):\#(10 + number % 2) +0000] "GET /a?from=\#(other) HTTP/1.1" \#(number % 4 * 100 + 200) 57 "http://\#(host):8080/" "Agent/1.0 (+\#(ip))""#
            log += "\n"
        }
        // Of which one is rejected, and shown.
        try directory.write(Array((log + "198.51.100.23 is no such line\n").utf8), to: "access.log")
        var json = ""
        for number in 0..<20 {
            json +=
                #"{"level":"info","n":\#(number),"message":"peer \#(AnonymizeTests.addresses[number % 5]): gone\nby ::ffff:203.0.113.99","ips":["192.0.2.17","2001:DB8:7::2A"]}"#
            json += "\n"
        }
        try directory.write(Array(json.utf8), to: "app-192.0.2.17.json")
        var places = AddressDatabase(type: "GeoLite2-Country")
        places.add([192, 0, 2, 0], length: 24, .map([("country", .map([("iso_code", .text("NO"))]))]))
        try directory.write(places.bytes, to: "places.mmdb")
        try directory.write(Array("0123456789abcdef0123".utf8), to: "key")
    }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path) }

    @Test(
        arguments: [
            "count --by ip access.log", "count --by ip,referer access.log --output-format json",
            "count --by path access.log --output-format csv",
            "count --by agent access.log --output-format table --wide",
            "count --by ip access.log --output-format markdown", "count --by ip access.log --output-format ndjson",
            "top 3 --by ip access.log --verbose", "agg 'top(ip, 3), min(ip), first(referer)' access.log",
            "agg \"count(ip = '192.0.2.17')\" access.log --header",
            "count --by ip access.log --and 'count by referer' --and \"count(ip = '192.0.2.17')\"",
            "logs grep --where 'status = 300' access.log",
            "logs grep --where 'status = 300' --fields 'ip, referer' access.log",
            "grep -n 300 access.log", "grep -o '[0-9.]*[.][0-9]*' access.log", "grep --color=always 192 access.log",
            "grep -c peer app*.json access.log",
            "sessions --by ip access.log", "funnel --by ip /a /b access.log", "templates access.log",
            "fields access.log",
            "count --by message app-192.0.2.17.json", "count --by ips app-192.0.2.17.json --output-format json",
            "agg 'sum(message)' app-192.0.2.17.json", "count --by ip access.log missing-203.0.113.99.log",
            "sort access.log",
            "wordcount access.log", "agg 'mean(ip)' access.log --strict", "join --on ip access.log access.log --semi",
            "stats --of n --by message app-192.0.2.17.json", "count --format common access.log --verbose",
            "count --by ip access.log --html page.html --quiet; cat page.html",
            "count --by ip,referer access.log --output-format sqlite -o ip.db && sqlite3 ip.db .dump",
        ])
    func noAddressIsPrinted(question: String) throws {
        let command =
            question.contains("; cat") || question.contains("&&")
            ? question.replacing("access.log ", with: "access.log --anonymize ") : question + " --anonymize"
        let result = try run("thresh " + command + " 2>&1")
        // Answers without an address tell no rejected line by its text.
        let without = ["sessions", "templates", "funnel", "agg 'mean", "count --format"]
        let hasNone = without.contains { question.hasPrefix($0) }
        #expect(result.text.contains("ip-") != hasNone, "\(result): \(result.text)")
        for address in AnonymizeTests.addresses + ["2001:DB8:7::2A"] {
            #expect(!result.text.contains(address), "\(question): \(address) in \(result.text)")
        }
    }

    @Test func answersAreTheSame() throws {
        let json = try run("thresh count --by ip access.log --quiet --anonymize --output-format json --limit 1")
        #expect(json.text.wholeMatch(of: /\[\n\{"ip":"ip-[0-9a-f]{16}","count":12\}\n\]\n/) != nil, "\(json.text)")
        let plain = try run("thresh count --by ip access.log --quiet | cut -f 2")
        let found = try run("thresh count --by ip access.log --quiet --anonymize | cut -f 2")
        #expect(plain.text == found.text && plain.lines.count == 5)
        let kept = "export THRESH_ANONYMIZE_KEY=key; thresh count --by ip access.log --quiet --anonymize; "
        let once = try run(kept)
        #expect(try run(kept).text == once.text)
        #expect(try run("thresh count --by ip access.log --quiet --anonymize").text != once.text)
        // What the function gives is what is printed.
        #expect(
            try run(kept + "thresh count --by 'anonymize(ip)' access.log --quiet").lines.sorted()
                == (once.lines + once.lines).sorted())
        let several = try run(
            "thresh count --by 'anonymize(ip) as who' access.log --quiet -j 2 --chunk-size 1K | cut -f 2")
        #expect(several.text == plain.text, "\(several)")
    }

    @Test func whatKeepsFilesIsRefused() throws {
        expectFails(try run("thresh count --by ip access.log --anonymize --partial p.d"), 64, "--anonymize")
        expectFails(try run("thresh sort access.log --anonymize -o out"), 64, "--anonymize")
        expectFails(try run("thresh count --by 'anonymize(ip)' access.log --partial p.d"), 64, "THRESH_ANONYMIZE_KEY")
        expectFails(
            try run("printf short >key; THRESH_ANONYMIZE_KEY=key thresh count --by 'anonymize(ip)' access.log"), 64,
            "can be guessed")
    }

    @Test func placesAreLookedUp() throws {
        let question = "count --by 'country(ip)' access.log --quiet"
        expectPrints(try run("thresh \(question) --geoip places.mmdb"), "\t36\nNO\t24\n")
        expectPrints(try run("THRESH_GEOIP=places.mmdb thresh \(question) -j 2 --chunk-size 1K"), "\t36\nNO\t24\n")
        expectPrints(
            try run(
                "printf '[defaults]\\ngeoip = places.mmdb\\n' >c; THRESH_CONFIG=c thresh agg \"count where country(ip) = 'NO'\" access.log --quiet"
            ), "24\n")
        expectFails(try run("thresh \(question)"), 64, "--geoip")
        expectFails(
            try run("thresh count --by 'asn(ip)' access.log --geoip places.mmdb"), 64, "asn", "GeoLite2-ASN.mmdb",
            "places.mmdb")
        expectFails(try run("thresh \(question) --geoip none.mmdb"), 66, "none.mmdb")
        expectFails(try run("thresh \(question) --geoip access.log"), 65, "access.log")
    }
}
