import Testing
import Thresh

@testable import ThreshLogs

/// What columns are, by their values.
@Suite("Values of columns", .timeLimit(.minutes(1)))
struct ColumnValueTests {
    private func type(_ values: [String], named name: String = "x", hasDecimalComma: Bool = false) -> FieldType {
        FieldSurvey.type(
            of: values.map { SampledValue(Array($0.utf8)) }, named: name, hasDecimalComma: hasDecimalComma)
    }

    // MARK: decimal commas

    @Test(
        "with a decimal comma a point divides thousands, or there is no number",
        arguments: [
            ("1.000", "1000"), ("12.345.678", "12345678"), ("-1.234,50", "-1234.5"), ("99,9", "99.9"), ("+7", "7"),
            ("1234,5", "1234.5"), (",5", "0.5"), ("1.5", nil), ("0.125", nil), ("1234.567", nil), ("1.00", nil),
            ("1.23.4", nil), ("1.2345,6", nil), ("1,234.5", nil), ("1,2,3", nil), ("12,x", nil), ("1.000.00", nil),
            ("12.345.678.901.234.567.890,5", "12345678901234567890.5"), (".", nil), (",", nil),
        ] as [(String, String?)])
    func thousands(text: String, number: String?) {
        let value = withView(Array(text.utf8)) { Numeral.commaNumber.value(of: $0) }
        #expect(value == number.flatMap { Double($0) })
    }

    @Test("and units follow as elsewhere")
    func commasAndUnits() {
        func value(_ text: String, _ numeral: Numeral) -> Double? {
            withView(Array(text.utf8)) { numeral.value(of: $0) }
        }
        #expect(value("1.234,5 ms", .commaDuration) == 1.2345 && value("-1,5s", .commaDuration) == -1.5)
        #expect(value("2,5 KB", .commaSize) == 2500 && value("1.000 KiB", .commaSize) == 1_024_000)
        #expect(value("1.5s", .commaDuration) == nil && value("1h 2.5s", .commaDuration) == nil)
    }

    @Test("numbers with a comma are texts that are numbers; integers stay what they are")
    func typesWithCommas() {
        #expect(type(["1,5", "1.000", "2"], hasDecimalComma: true) == .numeral(.commaNumber))
        #expect(type(["01234", "1234"], hasDecimalComma: true) == .numeral(.commaNumber))
        #expect(type(["12", "-7", "NULL"], hasDecimalComma: true) == .number)
        #expect(type(["1,5 ms", "2 ms"], hasDecimalComma: true) == .numeral(.commaDuration))
        #expect(type(["1.5", "2.25", "a"], hasDecimalComma: true) == .text)
        #expect(type(["1.5", "2.25"]) == .number)
    }

    @Test("a cell stays as it is written, whatever it is as a number")
    func cells() throws {
        let text = "zip;v;n\n01234;1,5;1\n00034;1,50;2\n1234;1.000;3\n1234;x;1.000\n1234;x;1.5\n"
        let view = Array(text.utf8)
        let format = try withView(view) { try FormatDetector.format(named: "csv; decimal-comma", for: $0) }
        let extractor = try FieldExtractor(format, fields: ["zip", "v", "n"], context: testContext)
        #expect(extractor.texts(of: Array("01234;1,50;1".utf8)) == ["01234", "1,50", "1"])
        #expect(extractor.texts(of: Array("1234;1.000;1.500".utf8)) == ["1234", "1.000", "1.500"])
        #expect(extractor.texts(of: Array("1.10;1.5;1.5".utf8)) == ["1.10", "1.5", "1.5"])
    }

    // MARK: units

    @Test(
        "units count where half of the numbers have one",
        arguments: [
            ("10 12 14 3d", .numeral(.number)), ("10 20 31 1d 40", .numeral(.number)),
            ("1 2 3 8k 9b 7", .numeral(.number)),
            ("1 2 3 3ms 5", .numeral(.number)), ("0 0 0 15ms 1.5s", .numeral(.duration)),
            ("15ms 2 3s", .numeral(.duration)),
            ("0 4.0K 12K 1.2M", .numeral(.binarySize)), ("512 1K 2K 3M", .numeral(.binarySize)),
            ("12KB 4.0KiB 7", .numeral(.size)), ("1,5K 22,5G 4K 0", .numeral(.commaBinarySize)),
            ("1d 2h 3x", .numeral(.duration)), ("3hours 15mins 7msec", .numeral(.duration)),
        ] as [(String, FieldType)])
    func units(values: String, type: FieldType) {
        let list = values.split(separator: " ").map(String.init)
        #expect(self.type(list) == type)
        let json = list.map { SampledValue(Array($0.utf8), .quoted) }
        #expect(FieldSurvey.type(of: json, named: "x") == type)
    }

    // MARK: dates

    @Test(
        "days with two digits of the year are dates where a number over 12 says which is first",
        arguments: [
            (["12.03.24", "28.03.24"], "Buchungstag"), (["12.03.24", "NULL", "28.03.24"], "x"),
            (["01/02/24", "31/01/24"], "x"), (["28.03.24 10:11", "01.02.24 10:11", "31.12.69 23:59"], "Valutadatum"),
        ] as [([String], String)])
    func shortDates(values: [String], name: String) {
        #expect(type(values, named: name) == .time(.dayFirst))
        #expect(type(["03/28/24", "01/02/24"]) == .time(.monthFirst))
    }

    @Test("else they are texts, and both readings are known; versions stay what they are")
    func undecidedDates() throws {
        let text = "x;n\n12.03.24;1\n08.03.24;2\n"
        let format = try #require(withView(Array(text.utf8)) { FormatDetector.detect($0, isCut: false) }).format
        #expect(format.type(of: "x") == .text)
        #expect(format.undecidedReason(of: "x")?.contains("12 March 2024 or 3 December 2024") == true)
        #expect(format.decidingDates(by: [Array(text.utf8)], .dayFirst).type(of: "x") == .time(.dayFirst))
        #expect(type(["22.04.05", "20.04.06"], named: "os_version") == .text)
        #expect(type(["1.2.34", "13.2.35"]) == .text)
    }

    // MARK: orders

    @Test(
        "which texts begin with what has another order",
        arguments: [
            ("5", true), ("5.5%", true), ("9 EUR", true), ("-3 C", true), ("9:59", true), ("1/2/2024", true),
            ("01.02.24", true), ("1.10.2", true), ("1.234,5", true), ("1,5 kg", true), ("5a5", false), ("x5", false),
            ("2024-05-01", false), ("10.0.0.1", false), ("", false), ("-", false), ("a 5", false), ("12:34:ab", false),
            ("$9.00", true), ("-$9.00", true), ("+$9", true), ("US$ 9", true), ("£9", true), ("€ 9,00", true),
            ("₹1,200", true), ("EUR\u{a0}9.00", true), ("(9)", true), ("($1,200.00)", true), ("+3", true),
            ("6-10", true),
            ("3/4", true), ("ABC 9", false), ("EUROPE 9", false), ("$", false), ("$x", false), ("(a)", false),
            ("", false),
        ])
    func orders(text: String, begins: Bool) {
        #expect(Array(text.utf8).withLineBytes { NumberText.begins($0) } == begins)
    }
}
