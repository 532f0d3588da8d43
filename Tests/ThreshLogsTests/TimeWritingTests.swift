import Testing
import Thresh

@testable import ThreshLogs

/// Times in writings that people have, one by one; what they are was computed by other programs.
@Suite("Writings of times", .timeLimit(.minutes(2)))
struct TimeWritingTests {
    private func parse(_ text: String, _ layout: TimeLayout, zone: String = "UTC") throws -> Double? {
        let context = TimeContext(zone: try .named(zone), reference: testContext.reference)
        return Array(text.utf8).withLineBytes { TimeParser(layout, context).parse($0) }.map { Double($0) / 1e9 }
    }

    @Test(
        "writings",
        arguments: [
            // 1714566600 is 2024-05-01T12:30:00Z.
            ("Wed May  1 12:30:00 CEST 2024", .asctime, 1_714_559_400),
            ("Wed 01 May 2024 12:30:00 PM UTC", .dayMonthYear, 1_714_566_600),
            ("Wed 01 May 2024 12:30:00 AM UTC", .dayMonthYear, 1_714_523_400),
            ("Mi 1. Mai 12:30:00 CEST 2024", .dayMonthYear, 1_714_559_400),
            ("mer. 01 mai 2024 12:30:00", .dayMonthYear, 1_714_566_600),
            ("1 de mayo de 2024 12:30:00", .dayMonthYear, 1_714_566_600),
            ("01-MAY-24 12.30.00.250000 PM", .dayMonthYear, 1_714_566_600.25),
            ("Wed May 01 2024 12:30:00 GMT+0200 (Central European Summer Time)", .asctime, 1_714_559_400),
            ("2024-05-01 12:30:00.25 +0200 CEST m=+0.001", .iso, 1_714_559_400.25),
            ("2024-05-01T12:30:00.25+02:00[Europe/Berlin]", .iso, 1_714_559_400.25),
            ("01-May-2024 12:30:00 Europe/Berlin", .dayMonthYear, 1_714_559_400),
            ("01-May-2024 12:30:00 Europe/Nowhere", .dayMonthYear, nil),
            ("2024-05-01 12:30:00.12345678901Z", .iso, 1_714_566_600.123456789),
            ("2024-05-01", .iso, 1_714_521_600), ("2024-5-1 9:30", .iso, 1_714_555_800),
            ("2024-05-01 12:3x", .iso, nil), ("2024-05-01 12:30:00 XYZ", .iso, nil), ("2024-05-32", .iso, nil),
            ("2024-05-01 10.20.30.40", .iso, nil), ("2024-05-01 13:00:00 PM", .iso, nil),
            ("2024-05-01 12:30:00\u{202F}PM", .iso, 1_714_566_600), ("2024-05-01 0:30:00 p.m.", .iso, nil),
            ("5/1/2024 12:30:00 AM", .monthFirst, 1_714_523_400), ("5/1/2024 11:59:59 PM", .monthFirst, 1_714_607_999),
            ("1.5.2024, 12:30", .dayFirst, 1_714_566_600), ("31.04.2024", .dayFirst, nil),
            ("10.20.30.40", .dayFirst, nil), ("20240501T1230", .compact, 1_714_566_600),
            ("20240501123000250", .compact, 1_714_566_600.25), ("20241301", .compact, nil),
            ("May  1 12:30:00 2024 x", .rfc3164, nil), ("1 May 12:30:00.5", .rfc3164, 1_746_102_600.5),
            ("01-May-2024::12:30:00", .dayMonthYear, 1_714_566_600), ("20240501:123000.25", .compact, 1_714_566_600.25),
            ("05/01-12:30:00.25", .monthDay, 1_746_102_600.25), ("05-01-12:30:00", .monthDay, nil),
            ("0501/123000.25", .glog, 1_746_102_600.25), ("0501/1230", .glog, nil), ("0532/123000", .glog, nil),
            ("1.7145666e9", .epoch, 1_714_566_600), ("1714566600250E-3", .epoch, 1_714_566_600.25),
            ("1.7145666005e+09", .epoch, 1_714_566_600.5), ("1714566600.123456789123", .epoch, 1_714_566_600.123456789),
            ("1e400", .epoch, nil), ("e9", .epoch, nil), ("1714566600e", .epoch, nil), ("0x12", .epoch, nil),
        ] as [(String, TimeLayout, Double?)])
    func writings(text: String, layout: TimeLayout, expected: Double?) throws {
        let found = try parse(text, layout)
        #expect((found == nil) == (expected == nil), "\(String(describing: found))")
        if let found, let expected { #expect(abs(found - expected) < 1e-6, "\(found)") }
    }

    @Test("an abbreviation is that of the zone, where it has such")
    func abbreviations() throws {
        #expect(try parse("2024-05-01 12:30:00 IST", .iso) == 1_714_566_600 - 19800)
        #expect(try parse("2024-05-01 12:30:00 IST", .iso, zone: "Asia/Jerusalem") == 1_714_566_600 - 7200)
        #expect(try parse("2024-05-01 12:30:00 CST", .iso, zone: "Asia/Shanghai") == 1_714_566_600 - 28800)
        let format = try FormatCatalog.format(named: "json")
        try withView(Array(#"{"time":"2024-05-01 12:30:00 IST"}"#.utf8)) { view in
            let detected = FormatDetector.detect(view, isCut: false)
            let found = try #require(detected).format
            #expect(format.name == found.name)
            #expect(found.timeRemarks(["time"], in: view, zone: .utc).texts.first?.contains("India") == true)
            let jerusalem = try TimeZoneRules.named("Asia/Jerusalem")
            #expect(found.timeRemarks(["time"], in: view, zone: jerusalem).texts.isEmpty)
        }
    }

    /// By month, as CLDR has them, short and long.
    static let names: [(locale: String, months: String)] = [
        (
            "en",
            """
            Jan January | Feb February | Mar March | Apr April | \
            May | Jun June | Jul July | Aug August | \
            Sep September | Oct October | Nov November | Dec December
            """
        ),
        (
            "de",
            """
            Jan Jan. Januar | Feb Feb. Februar | Mär März | Apr Apr. April | \
            Mai | Jun Juni | Jul Juli | Aug Aug. August | \
            Sep Sept. September | Okt Okt. Oktober | Nov Nov. November | Dez Dez. Dezember
            """
        ),
        (
            "fr",
            """
            janv. janvier | févr. février | mars | avr. avril | \
            mai | juin | juil. juillet | août | \
            sept. septembre | oct. octobre | nov. novembre | déc. décembre
            """
        ),
        (
            "es",
            """
            ene enero | feb febrero | mar marzo | abr abril | \
            may mayo | jun junio | jul julio | ago agosto | \
            sept septiembre | oct octubre | nov noviembre | dic diciembre
            """
        ),
        (
            "it",
            """
            gen gennaio | feb febbraio | mar marzo | apr aprile | \
            mag maggio | giu giugno | lug luglio | ago agosto | \
            set settembre | ott ottobre | nov novembre | dic dicembre
            """
        ),
        (
            "pt",
            """
            jan. janeiro | fev. fevereiro | mar. março | abr. abril | \
            mai. maio | jun. junho | jul. julho | ago. agosto | \
            set. setembro | out. outubro | nov. novembro | dez. dezembro
            """
        ),
        (
            "nl",
            """
            jan januari | feb februari | maart mrt | apr april | \
            mei | jun juni | jul juli | aug augustus | \
            sep september | okt oktober | nov november | dec december
            """
        ),
        (
            "pl",
            """
            sty styczeń stycznia | lut lutego luty | mar marca marzec | kwi kwiecień kwietnia | \
            maj maja | cze czerwca czerwiec | lip lipca lipiec | sie sierpień sierpnia | \
            wrz wrzesień września | paź październik października | lis listopad listopada | gru grudnia grudzień
            """
        ),
        (
            "sv",
            """
            jan. januari | feb. februari | mars | apr. april | \
            maj | juni | juli | aug. augusti | \
            sep. september | okt. oktober | nov. november | dec. december
            """
        ),
        (
            "da",
            """
            jan. januar | feb. februar | mar. marts | apr. april | \
            maj | jun. juni | jul. juli | aug. august | \
            sep. september | okt. oktober | nov. november | dec. december
            """
        ),
        (
            "nb",
            """
            jan jan. januar | feb feb. februar | mar mars | apr apr. april | \
            mai | jun juni | jul juli | aug aug. august | \
            sep sep. september | okt okt. oktober | nov nov. november | des des. desember
            """
        ),
        (
            "fi",
            """
            tammi tammikuu tammikuuta | helmi helmikuu helmikuuta | maalis maaliskuu maaliskuuta | huhti huhtikuu huhtikuuta | \
            touko toukokuu toukokuuta | kesä kesäkuu kesäkuuta | heinä heinäkuu heinäkuuta | elo elokuu elokuuta | \
            syys syyskuu syyskuuta | loka lokakuu lokakuuta | marras marraskuu marraskuuta | joulu joulukuu joulukuuta
            """
        ),
        (
            "cs",
            """
            led leden ledna | úno únor února | bře březen března | dub duben dubna | \
            kvě květen května | červen června čvn | července červenec čvc | srp srpen srpna | \
            zář září | říj říjen října | lis listopad listopadu | pro prosince prosinec
            """
        ),
        (
            "hu",
            """
            jan. január | febr. február | márc. március | ápr. április | \
            máj. május | jún. június | júl. július | aug. augusztus | \
            szept. szeptember | okt. október | nov. november | dec. december
            """
        ),
        (
            "ro",
            """
            ian. ianuarie | feb. februarie | mar. martie | apr. aprilie | \
            mai | iun. iunie | iul. iulie | aug. august | \
            sept. septembrie | oct. octombrie | noiembrie nov. | dec. decembrie
            """
        ),
        (
            "tr",
            """
            Oca Ocak | Şub Şubat | Mar Mart | Nis Nisan | \
            May Mayıs | Haz Haziran | Tem Temmuz | Ağu Ağustos | \
            Eyl Eylül | Eki Ekim | Kas Kasım | Ara Aralık
            """
        ),
        (
            "ru",
            """
            янв. январь января | февр. февраль февраля | мар. март марта | апр. апрель апреля | \
            май мая | июн. июнь июня | июл. июль июля | авг. август августа | \
            сент. сентябрь сентября | окт. октябрь октября | нояб. ноябрь ноября | дек. декабрь декабря
            """
        ),
    ]

    @Test("names of months, in capitals too, with a point or without", arguments: names.indices)
    func monthNames(index: Int) throws {
        let months = TimeWritingTests.names[index].months.split(separator: " | ")
        #expect(months.count == 12)
        for (month, words) in months.enumerated() {
            for word in words.split(separator: " ") {
                let stem = word.hasSuffix(".") ? String(word.dropLast()) : String(word)
                for name in [stem, stem + ".", stem.uppercased(), stem.capitalized] {
                    // A capital dotless i of Turkish is ASCII's, which has another small letter.
                    if stem.contains("ı"), name.contains("I") { continue }
                    for text in ["17 \(name) 2024 12:30:00", "17-\(name)-2024 12:30:00"] {
                        let found = try parse(text, .dayMonthYear)
                        let days = CivilDate(year: 2024, month: month + 1, day: 17).daysSince1970
                        #expect(found == Double(days * 86400 + 45000), "\(text)")
                    }
                }
            }
        }
    }

    @Test(
        "which names have times since 1970",
        arguments: [
            ("ts", "1714566600", true), ("started_at", "1714566600250", true),
            ("EdgeStartTimestamp", "1714566600", true),
            ("createdAt", "1714566600", true), ("mtime", "1714566600.5", true), ("start_ms", "1714566600250", true),
            ("time_ns", "1714566600250000000", true), ("eventts", "1714566600250", true),
            ("expires", "1714566600", true),
            ("request.date", "1.7145666e9", true), ("at", "1714566600", true), ("took_ms", "1714566600", false),
            ("bytes", "1714566600", false), ("id", "1714566600250", false), ("format", "1714566600", false),
            ("hits", "1714566600", false), ("response_time", "1714566600", false), ("uptime", "99999", false),
            ("time", "12", false), ("elapsed_ns", "1714566600", false),
        ])
    func epochNames(name: String, value: String, isTime: Bool) {
        let type = FieldSurvey.type(
            of: [SampledValue(Array(value.utf8)), SampledValue(Array(value.utf8))], named: name)
        #expect((type == .time(.epoch)) == isTime, "\(type)")
    }

    @Test(
        "the order of day and month",
        arguments: [
            (["07/11/2024", "25/11/2024"], .time(.dayFirst)),
            (["07/11/2024 10:00", "11/25/2024 10:00"], .time(.monthFirst)),
            (["07/11/2024", "08/11/2024"], .text), (["05/05/2024", "06/06/2024"], .time(.dayFirst)),
            (["01.05.2024", "02.05.2024"], .time(.dayFirst)), (["01-05-2024", "13-05-2024"], .time(.dayFirst)),
            (["17/06/09 20:10:40", "18/06/09 20:10:40"], .text), (["17/06/32 20:10:40"], .time(.dayFirst)),
            (["45/06/09 20:10:40"], .time(.twoDigitYear)), (["1.2.34", "1.2.35"], .text),
        ] as [([String], FieldType)])
    func dateOrder(values: [String], expected: FieldType) {
        #expect(FieldSurvey.type(of: values.map { SampledValue(Array($0.utf8)) }, named: "date") == expected)
    }

    @Test("dates that nothing decides are named with both readings, and other lines or a word decide them")
    func undecidedDates() throws {
        let head = Array("date,n\n07/11/2024,1\n08/11/2024,2\n".utf8)
        try withView(head) { view in
            let detected = FormatDetector.detect(view, isCut: false)
            let format = try #require(detected).format
            #expect(format.type(of: "date") == .text)
            let reason = try #require(format.undecidedReason(of: "time"))
            #expect(reason.contains("7 November 2024 or 11 July 2024"))
            let context = ExpressionContext(now: testContext.reference)
            for source in ["hour(date)", "time >= 2024-01-01", "bucket(time, 5m)", "date > '2024-01-01'"] {
                #expect(throws: ExpressionError.self) {
                    try ExpressionProgram([try Expression.parse(source)], format: format, context: context)
                }
            }
            let piece = Array("8/11/2024,2\n30/11/2024,3\n01/12/2024,4\n".utf8)
            #expect(format.decidingDates(by: [head, piece], nil).type(of: "date") == .time(.dayFirst))
            #expect(format.decidingDates(by: [head], .monthFirst).type(of: "date") == .time(.monthFirst))
            #expect(format.decidingDates(by: [head], nil).type(of: "date") == .text)
        }
    }

    @Test(
        "time(x), and texts that are compared with times",
        arguments: [
            ("time('1 May 2024 12:30')", 1_714_566_600), ("time('5/13/2024 12:30:00 AM')", 1_715_560_200),
            ("time('07/11/2024')", nil), ("time('20240501')", 1_714_521_600),
            ("time('1714566600250')", 1_714_566_600.25),
            ("time(1714566600)", 1_714_566_600), ("time(1714566600.5)", 1_714_566_600.5), ("time('x')", nil),
            ("time('')", nil), ("time(null)", nil), ("time('2024-05-01T12:30Z') + 1h", 1_714_570_200),
        ] as [(String, Double?)])
    func timeFunction(source: String, expected: Double?) throws {
        let context = ExpressionContext(now: testContext.reference)
        let program = try ExpressionProgram([try Expression.parse(source)], columns: [], context: context)
        let value = program.value(0).time
        // Nanoseconds do not fit a double to the last digit.
        #expect(value.map { ($0.nanoseconds + 500) / 1000 } == expected.map { Int64($0 * 1e6) })
    }

    @Test("columns are of the layout that most values have; `$time` that is none is refused")
    func strays() throws {
        func type(_ values: [String], _ name: String) -> FieldType {
            FieldSurvey.type(of: values.map { SampledValue(Array($0.utf8)) }, named: name)
        }
        #expect(type(["2024-05-01 12:30:00", "x", "2024-05-01", "10/Oct/2000:13:55:36 -0700"], "time") == .time(.iso))
        #expect(type(["2024-05-01 12:30:00", "x"], "note") == .text)
        #expect(type(["x", "y", "2024-05-01"], "finished_at") == .text)
        #expect(type(["2024-05-01 12:30:00", "2024-05-01"], "note") == .time(.iso))
        try withView(Array("12:30 o'clock INFO hello\n1:30 o'clock WARN hello\n".utf8)) { view in
            let format = try LogFormat.nginx("$time $level $message")
            #expect(throws: ThreshError.self) { try FormatDetector.typed(format, by: view, isCut: false) }
        }
        let traced = "3/13/2018 12:00:01 AM INFO up\n  at x.y(z)\n  at y.z(a)\n  at z.z(b)\n"
        try withView(Array(traced.utf8)) { view in
            let format = try FormatDetector.typed(try LogFormat.nginx("$time $level $message"), by: view, isCut: false)
            #expect(format.type(of: "time") == .time(.monthFirst))
        }
    }
}
