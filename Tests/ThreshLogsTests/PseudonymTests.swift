import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Texts without their addresses.
@Suite("Pseudonyms", .timeLimit(.minutes(2)))
struct PseudonymTests {
    private let rewriter: AddressRewriter

    init() throws { rewriter = AddressRewriter(try Pseudonyms(key: Array("a key of 24 bytes, or so".utf8))) }

    /// Vectors of the authors: bytes 0, 1, 2… under the key 0, 1, 2… 15.
    @Test("the hash is SipHash-2-4")
    func vectors() {
        let hash = SipHash(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908)
        #expect(hash([]) == 0x726F_DB47_DD0E_0E31)
        #expect(hash((0..<15).map { UInt8($0) }) == 0xA129_CA61_49BE_45E5)
        let bytes = (0..<16).map { UInt8($0) }
        #expect(hash(bytes) == 0x3F2A_CC7F_57C2_9BDB)
        #expect(hash(bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }) == 0x3F2A_CC7F_57C2_9BDB)
    }

    /// In `#` is where a pseudonym is to be.
    @Test(
        "addresses within texts",
        arguments: [
            ("192.0.2.1", "#"), ("from 192.0.2.1.", "from #."), ("192.0.2.1:443", "#:443"),
            ("192.0.2.1.52344 > x", "#.52344 > x"),
            ("a=192.0.2.1,b=198.51.100.2, 203.0.113.9", "a=#,b=#, #"),
            ("http://192.0.2.1/x?ip=192.0.2.2&y", "http://#/x?ip=#&y"),
            ("%20192.0.2.1%20", "%20#%20"), ("\\u0020192.0.2.1", "\\u0020#"), ("x\\n192.0.2.1\\t", "x\\n#\\t"),
            ("010.000.000.001", "#"), ("[::ffff:192.0.2.1]:80", "[#]:80"), ("2001:db8::1", "#"),
            ("2001:DB8:0:0:0:0:0:1", "#"),
            ("[2001:db8::1]:443", "[#]:443"), ("client 2001:db8::1: gone", "client #: gone"),
            ("fe80::1%eth0", "#%eth0"),
            ("2001:db8::/32", "#/32"), ("::1", "#"), ("IPv6:2001:db8::1", "IPv6:#"), ("a\\n2001:db8::1\\n", "a\\n#\\n"),
            ("x\\nfe80::1", "x\\n#"), ("ip=2001%3Adb8%3A%3A1&x", "ip=#&x"), ("%202001:db8::1", "%20#"),
            ("#0122001:db8::7", "#0122001:db8::7"),
            ("\u{1B}[31mfe80::1\u{1B}[0m", "\u{1B}[31m#\u{1B}[0m"), ("1:2:3:4:5:6:7:8", "#"), ("(fd00::2)", "(#)"),
            ("%22b3f::1", "%22#"), ("%221.2.3.4", "%22#"), ("\\\\192.0.2.1\\share", "\\\\#\\share"),
            ("\"remote\":\"2001:db8::5\"", "\"remote\":\"#\""), ("2001:db8::1,2001:db8::2", "#,#"),
        ])
    func addresses(text: String, expected: String) {
        // A line end that syslog writes as #012, which is no mark here.
        let parts =
            expected.hasPrefix("#012")
            ? ["#012", ""] : expected.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
        let found = rewriter.rewritten(text)
        var rest = found[...]
        for (index, part) in parts.enumerated() {
            if index > 0 {
                #expect(rest.wholeMatch(of: /ip-[0-9a-f]{16}.*/) != nil, "\(text): \(found)")
                rest = rest.dropFirst(19)
            }
            #expect(rest.hasPrefix(part), "\(text): \(found)")
            rest = rest.dropFirst(part.count)
        }
        #expect(rest.isEmpty, "\(text): \(found)")
    }

    @Test(
        "what is none stays as it is",
        arguments: [
            "Chrome/120.0.0.0 Safari/537.36", "10:05:03", "2024-05-01T12:30:00.250+02:00",
            "[10/Oct/2000:13:55:36 -0700]",
            "aa:bb:cc:dd:ee:ff", "std::string", "DBI::db", "1.2.3", "::", "999.1.1.1", "1.2.3.", "version 5.10.2-1",
            "3.14",
            "", "x", "256.1.1.1", "12:34:56:78", "facade::feed_", "rdb: a:b:c",
        ])
    func others(text: String) { #expect(rewriter.rewritten(text) == text) }

    @Test("one address has one pseudonym, however it is written; another has another")
    func sameAndOther() throws {
        let one = rewriter.rewritten("2001:db8::1")
        for text in ["2001:DB8:0::1", "2001:0db8:0000:0000:0000:0000:0000:0001"] {
            #expect(rewriter.rewritten(text) == one)
        }
        let four = rewriter.rewritten("192.0.2.1")
        for text in ["::ffff:192.0.2.1", "192.000.002.001", "::ffff:c000:201"] {
            #expect(rewriter.rewritten(text) == four)
        }
        var seen: Set<String> = [one, four]
        for low in 0..<20000 where low != 513 { seen.insert(rewriter.rewritten("192.0.\(low >> 8).\(low & 255)")) }
        #expect(seen.count == 20001)
        let other = AddressRewriter(try Pseudonyms(key: Array("another key of 26 bytes, xy".utf8)))
        #expect(other.rewritten("192.0.2.1") != four)
        #expect(AddressRewriter(Pseudonyms()).rewritten("192.0.2.1") != four)
        #expect(throws: ThreshError.self) { _ = try Pseudonyms(key: Array("short".utf8)) }
    }

    /// Every address, wherever it is put.
    @Test("no address is left in random texts")
    func randomTexts() {
        var random = SeededGenerator(seed: 17)
        let pieces = [
            " ", "\"", ",", "=", "(", "[", "]", "/", "?ip=", "\\n", "\\t", "%20", "%22", "\\u0020", "from ", "é",
            "\u{1B}[1m", "<", "; ",
            "x-forwarded-for: ", "err", "-",
        ]
        for _ in 0..<20000 {
            let isVersion6 = random.once(in: 2)
            let address: String
            if isVersion6 {
                let groups = (0..<3 + random.below(3)).map { _ in String(random.below(65536), radix: 16) }
                address = groups.dropLast().joined(separator: ":") + "::" + groups.last!
            } else {
                address = (0..<4).map { _ in "\(random.below(256))" }.joined(separator: ".")
            }
            let before = (0..<random.below(4)).map { _ in pieces[random.below(pieces.count)] }.joined()
            // A word goes on, or a number: then it is another text.
            let after = [" x", "\"", ",", ":443", "]", "\\n", "%20", ")", "/24", ""][random.below(10)]
            if isVersion6, before.hasSuffix("err"), address.count < 12 { continue }
            let text = before + address + (isVersion6 && after == ":443" ? "]:443" : after)
            let found = rewriter.rewritten(text)
            #expect(!found.contains(address) && found.contains("ip-"), "\(text): \(found)")
        }
    }
}
