import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

@Suite("Masking messages") struct MessageMaskTests {
    private func expect(_ message: String, _ masked: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(String(decoding: Array(message.utf8).masked, as: UTF8.self) == masked, sourceLocation: sourceLocation)
    }

    @Test func numbers() {
        expect(
            "took 17 of -3.25, +4; 1,234 or 1e-6 and 2.5E+10", "took <num> of <num>, <num>; <num> or <num> and <num>")
        expect("a=1 b=-1 [39] (7) x/9 5%", "a=<num> b=<num> [<num>] (<num>) x/<num> <num>%")
        expect("blk_-1608 blk_38 worker3 v1.2.3 eth0.100", "blk_<num> blk_<num> worker<num> v<num> eth<num>")
        expect("10-20 3rd 5apples HTTP/1.1", "<num>-<num> <num>rd <num>apples HTTP/<num>")
        expect("k8s i18n x86_64 no-digits feedface", "k8s i18n x<num>_<num> no-digits feedface")
        expect("1. 2: 3... .5 -", "<num>. <num>: <num>... .<num> -")
    }

    @Test func durationsAndSizes() {
        expect(
            "350ms 1.5s in 1h2m3.5s 20µs or 7d 90min",
            "<duration> <duration> in <duration> <duration> or <duration> <duration>")
        expect("-5ms 3sec, (2m)", "<duration> <duration>, (<duration>)")
        expect("64MB 1.5KiB of 12B 3kB/s 9gb", "<size> <size> of <size> <size>/s <size>")
        expect("5M 3mm 4smart 1h2x", "<num>M <num>mm <num>smart <num>h2x")
    }

    @Test func addresses() {
        expect("/10.251.90.64:50010 to 1.2.3.4, 1.2.3 1.2.3.4.5", "/<ip>:<num> to <ip>, <num> <num>")
        expect(
            "::1 fe80::1%eth0 2001:db8::8:800:200c:417a [::ffff:10.0.0.1]:80", "<ip> <ip>%eth<num> <ip> [<ip>]:<num>")
        expect("1:2:3:4:5:6:7:8 std::vector1 a::b", "<ip> std::vector<num> a::b")
        expect("00:1b:44:11:3a:b7 and 00:1B:44:11:3A:B7.", "<mac> and <mac>.")
    }

    @Test func identifiers() {
        expect("id 123e4567-e89b-12d3-a456-426614174000, abcdefab-1234-1234-1234-123412341234", "id <uuid>, <uuid>")
        expect("0x7f 0xDEADBEEF, a3f09b 0018456c 14f05578bd80001", "<hex> <hex>, <hex>...")
        expect("Ab3xY9Qk req-9f2X7b1Z", "<id> req-<id>")
        expect("aF09b1 0xzz", "aF09b1 <num>xzz")
    }

    @Test func times() {
        expect("2015-05-17 10:05:03.123 to 2015-05-17T10:05:03Z 2015/05/17", "<time> <time> to <time> <time>")
        expect("17/May/2015:10:05:03 +0000 at 1:02:03,5", "<time> <num> at <time>")
        expect("2024-05-01T12:30:00.25+02:00, 2015-05-17x 10:05", "<time>, <num>-<num>-<num>x <num>:<num>")
    }

    @Test func words() {
        expect("  two\t words \r", "two words")
        expect("", "")
        expect(" \t", "")
        expect("naïve Größe 5 漢字7 ٣", "naïve Größe <num> 漢字<num> ٣")
        expect("delete blk_1 blk_2 blk_3 blk_4 now", "delete blk_<num>... now")
        expect("a 1 2 b 1 2 3 4 x 9", "a <num> <num> b <num>... x <num>")
        expect("1 2 3", "<num>...")
        expect("size 1 2 size 3", "size <num> <num> size <num>")
    }

    @Test func longMessagesAreCut() {
        expect(String(repeating: "ab ", count: 5000), String(repeating: "ab ", count: 1365) + "a <*>")
        let masked = Array(String(repeating: "é", count: 5000).utf8).masked
        #expect(masked == Array((String(repeating: "é", count: 2048) + " <*>").utf8))
        let odd = Array(("x" + String(repeating: "漢", count: 5000)).utf8).masked
        #expect(String(validating: odd, as: UTF8.self) != nil)
        #expect(Array(String(repeating: "1", count: 10_000).utf8).masked == Array("<num> <*>".utf8))
    }

    @Test("whatever bytes there are, masking is done once and for all") func anything() {
        let pieces = [
            "0", "1", "25", "999", ".", ",", ":", "::", "-", "+", "/", "_", " ", "  ", "\t", "a", "f", "x", "ms", "h",
            "MB", "e",
            "T", "Z", "é", "0x", "2015-05-17", "10:00:00", "10.0.0.1", "<num>", "<*>", "...", "abcdef", "blk_", "May",
            "\u{0}",
            "123e4567-e89b-12d3-a456-426614174000", "00:1b:44:11:3a:b7", "fe80::",
        ].map { Array($0.utf8) }
        var random = SeededGenerator(seed: 21)
        for round in 0..<20_000 {
            var message: [UInt8] = []
            for _ in 0..<random.below(12) {
                message +=
                    random.once(in: 20)
                    ? [UInt8(truncatingIfNeeded: random.next())] : pieces[random.below(pieces.count)]
            }
            if round % 500 == 0 { message += Array(repeating: message, count: 400).flatMap { $0 } }
            let masked = message.masked
            #expect(masked.first != 32 && masked.last != 32, "\(message)")
            #expect(!masked.contains { $0 == 9 || $0 == 10 || $0 == 13 }, "\(message)")
            #expect(!zip(masked, masked.dropFirst()).contains { $0 == 32 && $1 == 32 }, "\(message)")
            if masked.count >= MessageMask.mostBytes { continue }
            #expect(masked == (masked + [32]).masked, "\(String(decoding: message, as: UTF8.self))")
        }
    }
}
