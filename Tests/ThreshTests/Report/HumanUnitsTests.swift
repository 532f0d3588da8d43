import Testing
import Thresh

@Suite("Human units", .timeLimit(.minutes(1)))
struct HumanUnitsTests {
    @Test(
        "bytes have three digits",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (1_090_000_000, "1.09 GB"), (12_345, "12.3 kB"),
            (512_000_000, "512 MB"), (999_499, "999 kB"), (999_500, "1.00 MB"), (9_995_000, "10.0 MB"),
            (99_950_000, "100 MB"), (UInt64.max, "18.4 EB"),
        ])
    func bytes(count: UInt64, expected: String) { #expect(HumanUnits.bytes(count) == expected) }

    @Test(
        "durations",
        arguments: [
            (0, "0.0 ms"), (2.5e-7, "0.3 µs"), (0.000012, "12 µs"), (0.0000996, "0.1 ms"), (0.0041, "4.1 ms"),
            (0.00999, "10 ms"), (0.05, "50 ms"), (0.0999, "0.10 s"),
            (1.83, "1.83 s"),
            (9.999, "10.0 s"), (59.94, "59.9 s"), (59.99, "1 min 00 s"), (125, "2 min 05 s"), (3599.6, "1 h 00 min"),
            (3720, "1 h 02 min"), (86_390, "1 d 00 h"), (273_600, "3 d 04 h"), (-1, "0.0 ms"), (.infinity, "0.0 ms"),
        ])
    func durations(seconds: Double, expected: String) { #expect(HumanUnits.duration(seconds: seconds) == expected) }

    @Test(
        "lengths of time that are typed",
        arguments: [
            ("30s", 30), ("30", 30), ("500ms", 0.5), ("1.5m", 90), ("2 h", 7200), ("1d", 86400), ("5MIN", 300),
            ("", nil),
            ("s", nil), ("5x", nil), ("-5s", nil), ("1..2s", nil), ("1h30m", nil),
        ] as [(String, Double?)])
    func typedDurations(text: String, expected: Double?) { #expect(HumanUnits.parseDuration(text) == expected) }

    @Test("limits of bad records")
    func limits() {
        #expect(BadRecordLimit("12") == .count(12) && BadRecordLimit("0.5%") == .percent(0.5))
        for text in ["", "-1", "1.5", "101%", "-1%", "%", "nan%"] { #expect(BadRecordLimit(text) == nil, "\(text)") }
        #expect(BadRecordLimit("0.5%")?.description == "0.5%" && BadRecordLimit("7%")?.description == "7%")
    }

    @Test(
        "numbers have as many digits as a person compares",
        arguments: [
            (0, "0"), (0.5, "0.5"), (0.0012345, "0.001235"), (0.00001, "1e-05"), (1.23456, "1.235"), (99.9996, "100"),
            (123.456, "123.46"), (1234.56, "1,234.6"), (-1234.56, "-1,234.6"), (-0.25, "-0.25"), (1e6, "1,000,000"),
            (1e16, "1e+16"),
        ])
    func numbers(value: Double, expected: String) { #expect(HumanUnits.number(value) == expected) }

    @Test(
        "cells of columns with and without a unit",
        arguments: [
            ("1234567", Column("a", .integer), "1,234,567"),
            ("1090000000", Column("a", .integer, unit: .bytes), "1.09 GB"),
            ("40708.998", Column("a", .number, unit: .bytes), "40.7 kB"),
            ("0.0041", Column("a", .number, unit: .seconds), "4.1 ms"),
            ("0", Column("a", .number, unit: .seconds), "0 s"), ("-5", Column("a", .number, unit: .seconds), "-5"),
            ("12.34567", Column("a", .number), "12.346"), ("n/a", Column("a", .number), nil),
            ("", Column("a", .integer), nil),
            ("nan", Column("a", .number), nil), ("-", Column("a", .integer), nil),
        ] as [(String, Column, String?)])
    func cells(cell: String, column: Column, expected: String?) { #expect(HumanCell.text(cell, column) == expected) }

    @Test("rounded durations have no fractions")
    func roundedDurations() {
        #expect(HumanUnits.roundedDuration(seconds: 0.6) == "1 s")
        #expect(HumanUnits.roundedDuration(seconds: 59.4) == "59 s")
        #expect(HumanUnits.roundedDuration(seconds: 1e300) == "11574074074 d 02 h")
    }

    @Test("counts have separators, rates a unit")
    func counts() {
        #expect(
            [0, 999, 1000, -1234, 1_234_567, Int.min].map { HumanUnits.count($0) } == [
                "0", "999", "1,000", "-1,234", "1,234,567", "-9,223,372,036,854,775,808",
            ])
        #expect(HumanUnits.rate(bytesPerSecond: 623e6) == "623 MB/s")
        #expect(HumanUnits.rate(bytesPerSecond: .nan) == "0 B/s")
    }

    @Test(
        "sizes are read as people write them",
        arguments: [
            ("0", 0), ("1048576", 1 << 20), ("17B", 17), ("64M", 64 << 20), ("2G", 2 << 30), ("2g", 2 << 30),
            ("1.5GiB", 3 << 29), ("512KB", 512_000), ("512 kB", 512_000), ("1.09 GB", 1_090_000_000),
            ("3TiB", 3 << 40), ("1P", 1 << 50), ("16383P", 16383 << 50), ("16384P", nil), ("0.5K", 512),
            ("", nil), ("K", nil), ("-1", nil), ("+1", nil), ("1.", nil), (".5G", nil), ("1.5.2G", nil), ("1 0M", nil),
            ("64MX", nil), ("64Mib ", nil), ("1i", nil), ("٣K", nil), ("18446744073709551616", nil), ("1e6", nil),
        ] as [(String, UInt64?)])
    func parsing(text: String, expected: UInt64?) { #expect(HumanUnits.parseByteCount(text) == expected) }
}
