import Foundation
import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

@Suite("Functions", .timeLimit(.minutes(2)))
struct FunctionTests {
    private func address(_ text: String) -> Address? { Array(text.utf8).withLineBytes { Address($0) } }

    @Test(
        "addresses",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"), ("::", "::"),
            ("::1", "::1"), ("2001:DB8::1", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1::", "1::"),
            ("::ffff:192.0.2.1", "::ffff:c000:201"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("256.0.0.1", nil),
            ("1.2.3", nil),
            ("1.2.3.4.5", nil), ("1.2.3.", nil), ("1:2:3", nil), (":::", nil), ("1::2::3", nil),
            ("1:2:3:4:5:6:7:8:9", nil),
            ("12345::", nil), ("::1%eth0", nil), ("example.com", nil), ("", nil), ("1:2:3:4:5:6:7:8::", nil),
            (":1", nil), ("1:", nil),
        ] as [(String, String?)])
    func addresses(text: String, expected: String?) { #expect(address(text)?.text == expected) }

    @Test("addresses of version 6, as the C library reads and writes them")
    func addressesAgainstLibrary() {
        var random = SeededGenerator(seed: 21)
        let pieces = ["::", ":", "0", "1", "ffff", "abc", "12", "0000", "1.2.3.4", "g"]
        for _ in 0..<20000 {
            let text = (0..<1 + random.below(15)).map { _ in pieces[random.below(pieces.count)] }.joined()
            var bytes = in6_addr()
            let isAddress = text.withCString { inet_pton(AF_INET6, $0, &bytes) } == 1
            let found = address(text)
            if text.contains("."), found?.isVersion4 == true { continue }
            #expect((found != nil) == isAddress, "\(text)")
            guard isAddress, let found else { continue }
            let value = withUnsafeBytes(of: bytes) { $0.reduce(UInt128(0)) { $0 << 8 | UInt128($1) } }
            #expect(found.value == value, "\(text)")
        }
    }

    @Test("networks")
    func networks() {
        #expect(address("192.0.2.129")?.network(25).text == "192.0.2.128")
        #expect(address("192.0.2.129")?.network(0).text == "0.0.0.0")
        #expect(address("192.0.2.129")?.network(32).text == "192.0.2.129")
        #expect(address("2001:db8:ffff::1")?.network(33).text == "2001:db8:8000::")
        #expect(address("2001:db8::1")?.network(0).text == "::")
        let privates = [
            "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "169.254.1.1", "100.64.0.1", "::1",
            "fd00::1", "fe80::1",
        ]
        let others = ["11.1.2.3", "172.32.0.1", "192.169.1.1", "100.128.0.1", "2001:db8::1", "8.8.8.8", "fec0::1"]
        for text in privates { #expect(AddressRanges.isPrivate(address(text)!), "\(text)") }
        for text in others { #expect(!AddressRanges.isPrivate(address(text)!), "\(text)") }
    }

    @Test(
        "paths of what was asked for",
        arguments: [
            ("/a/b?c=/d", "/a/b"), ("/a#b?c", "/a"), ("//a/b?c", "//a/b"), ("//", "//"), ("/", "/"), ("?a", ""),
            ("https://x.org:80/a?b", "/a"), ("http://x.org", ""), ("x.org:443", "x.org:443"), ("*", "*"), ("", ""),
        ])
    func paths(url: String, path: String) {
        #expect(Array(url.utf8).withLineBytes { WebAddress.path($0).string } == path)
    }

    @Test(
        "user agents",
        arguments: [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/113.0.0.0 Safari/537.36 Edg/113.0",
                "Edge", "Windows", nil
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.2 Safari/605.1.15",
                "Safari", "macOS", nil
            ),
            ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox", "Linux", nil),
            (
                "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/22.0 Chrome/111.0 Mobile Safari/537.36",
                "Samsung Internet", "Android", nil
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/119.0 Mobile/15E148 Safari/604.1",
                "Chrome", "iOS", nil
            ),
            ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer", "Windows", nil),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Bot", "Other", "Googlebot"),
            ("curl/8.4.0", "Bot", "Other", "curl"), ("MyCrawler/1.0", "Bot", "Other", "Other bot"),
            ("", "Other", "Other", nil),
        ] as [(String, String, String, String?)])
    func userAgents(agent: String, browser: String, system: String, bot: String?) {
        let cache = AgentCache()
        for _ in 0..<2 {
            let family = Array(agent.utf8).withLineBytes { cache.family(of: $0) }
            #expect("\(family.browser)" == browser && "\(family.system)" == system && family.bot.map { "\($0)" } == bot)
        }
    }

    @Test("numbers, as Foundation reads them")
    func numbers() {
        var random = SeededGenerator(seed: 22)
        for _ in 0..<20000 {
            let digits = (0..<random.below(22)).map { _ in "0123456789"[random.below(10)] }.joined()
            let text =
                (random.once(in: 3) ? "-" : "") + digits + (random.once(in: 2) ? ".\(random.below(100_000))" : "")
                + (random.once(in: 5) ? "e\(random.below(40) - 20)" : "")
            let found = Array(text.utf8).withLineBytes { NumberText.value($0) }
            #expect(found == Double(text), "\(text)")
        }
        for text in ["", "-", ".", "1.2.3", "0x10", "nan", "inf", "1e", "1e+", " 1", "1 "] {
            #expect(Array(text.utf8).withLineBytes { NumberText.value($0) } == nil, "\(text)")
        }
    }

    @Test("digits eight at a time")
    func digits() {
        var random = SeededGenerator(seed: 23)
        for _ in 0..<5000 {
            let count = random.below(9)
            let digits = (0..<count).map { _ in UInt8(48 + random.below(10)) }
            let end = count < 8 ? [Array("/: \"a\u{FF}-".utf8)[random.below(8)]] : []
            let bytes = digits + end + random.bytes(16)
            let found = unsafe bytes.withUnsafeBufferPointer { unsafe LineScan.digits($0.baseAddress!, 0) }
            #expect(found.count == count, "\(bytes)")
            #expect(found.value == Int64(String(decoding: digits, as: UTF8.self)) ?? 0, "\(bytes)")
        }
    }

    @Test("JSON's escapes, as Foundation reads them")
    func escapes() throws {
        var random = SeededGenerator(seed: 24)
        let pieces = ["a", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\\\", "\\\"", "\\/", "\\t", "é", "\\u0000"]
        for _ in 0..<2000 {
            let text = (0..<random.below(8)).map { _ in pieces[random.below(pieces.count)] }.joined()
            let expected = try JSONDecoder().decode([String].self, from: Data("[\"\(text)\"]".utf8))[0]
            var buffer = ByteBuffer()
            withView(Array(text.utf8)) { Escapes.appendJSON($0, to: &buffer) }
            #expect(String(buffer.view) == expected, "\(text)")
        }
    }
}

extension String {
    fileprivate subscript(index: Int) -> String { String(self[self.index(startIndex, offsetBy: index)]) }
}
