import Testing
import Thresh

@testable import ThreshQueries

@Suite("What is computed from aggregates", .timeLimit(.minutes(1)))
struct FigureTests {
    private let table = """
        shop,status,amount,time
        a,200,1.5,2024-05-01T10:00:00Z
        a,500,2.25,2024-05-01T10:10:00Z
        b,200,10,2024-05-01T10:20:00Z
        b,200,,2024-05-01T10:30:00Z
        c,404,0.1,2024-05-01T10:40:00Z
        c,200,0.2,2024-05-01T10:50:00Z

        """

    private func rows(_ aggregates: String, by: String? = "shop", _ change: (inout Query) -> Void = { _ in }) throws
        -> [String]
    {
        var query = Query(aggregates)
        query.groups = by
        query.format = "csv"
        change(&query)
        return try ask(query, table).rows
    }

    @Test("an aggregate of some lines is that of the lines for which its condition holds")
    func filtered() throws {
        #expect(
            try rows("count where status >= 400, sum(amount) where status = 200") == [
                "a\t1\t1.5", "b\t0\t10", "c\t1\t0.2",
            ])
        // Each kind of state.
        #expect(
            try rows(
                """
                count(amount) where status = 200, mean(amount) where status = 200, min(amount) where status = 200,
                p50(amount) where status = 200, distinct(status) where amount > 0, first(amount) where status != 200,
                top(status, 1) where status > 200, stddev(amount) where status = 200
                """)
                == [
                    "a\t1\t1.5\t1.5\t1.5\t2\t2.25\t{\"500\":1}\t", "b\t1\t10\t10\t10\t1\t\t\t",
                    "c\t1\t0.2\t0.2\t0.2\t2\t0.1\t{\"404\":1}\t",
                ])
    }

    @Test("a count of a condition counts where it holds, and that of a field where there is a value")
    func conditions() throws {
        #expect(
            try rows("count(status >= 400), count(amount), count(amount is null)") == [
                "a\t1\t2\t0", "b\t0\t1\t1", "c\t1\t2\t0",
            ])
        #expect(try rows("count(status = 200) where amount > 1", by: nil) == ["2"])
    }

    @Test("quotients are of decimals, and nothing by zero")
    func ratios() throws {
        #expect(
            try rows(
                "count(status >= 400) / count as rate, sum(amount) / count(amount), sum(amount) / count(status = 500)")
                == ["a\t0.5\t1.875\t3.75", "b\t0\t10\t", "c\t0.5\t0.15\t"])
        #expect(try rows("round(100 * count(status = 200) / count, 1) as ok") == ["a\t50", "b\t100", "c\t50"])
        #expect(
            try rows("(count where status >= 400) / count, max(time) - min(time)", by: nil) == [
                "0.3333333333333333\t3000"
            ])
    }

    @Test("keys may be in what is computed, and other fields may not")
    func fields() throws {
        #expect(try rows("count * status as x", by: "status").first == "200\t800")
        #expect(
            usage { _ = try rows("sum(amount) / status") }?.contains("no column 'status'; there are shop, sum(amount)")
                == true)
    }

    @Test("groups are chosen and put in order by what is computed, and by aggregates that are not shown")
    func selection() throws {
        #expect(
            try rows("count(status >= 400) / count as rate") {
                $0.having = "rate > 0.1"; $0.order = "-rate, shop desc"
            } == ["c\t0.5", "a\t0.5"])
        #expect(
            try rows("count") {
                $0.having = "sum(amount) > 1"; $0.order = "-max(amount)"
            } == ["b\t2", "a\t2"])
        #expect(try rows("sum(amount) as volume") { $0.having = "(sum(amount)) > 1 and volume < 10" } == ["a\t3.75"])
    }

    @Test("shares are of all groups, whichever are shown")
    func shares() throws {
        #expect(
            try rows("count, share, share(sum(amount)) as part, total(count)")
                == [
                    "a\t2\t0.3333333333333333\t0.2669039145907473\t6",
                    "b\t2\t0.3333333333333333\t0.7117437722419929\t6",
                    "c\t2\t0.3333333333333333\t0.021352313167259787\t6",
                ])
        #expect(
            try rows("share(sum(amount)) as part") {
                $0.having = "part < 0.5"; $0.order = "part"; $0.limit = 1
            } == ["c\t0.021352313167259787"])
        #expect(try rows("count, share, running", by: nil) == ["6\t1\t6"])
        #expect(try rows("share(count(status = 1))") == ["a\t", "b\t", "c\t"])
    }

    @Test("a running total is of the rows that are shown, in their order")
    func running() throws {
        #expect(
            try rows("sum(amount), running(sum(amount))") { $0.order = "-sum(amount)" } == [
                "b\t10\t10", "a\t3.75\t13.75", "c\t0.3\t14.05",
            ])
        #expect(try rows("running(count)") { $0.having = "shop != 'a'" } == ["b\t2", "c\t4"])
        #expect(usage { _ = try rows("running(count) as r") { $0.order = "r" } }?.contains("cannot use it") == true)
        #expect(usage { _ = try rows("share(mean(amount))") }?.contains("cannot be added up") == true)
        #expect(usage { _ = try rows("share(shop)") }?.contains("wants an aggregate") == true)
    }

    @Test("a column may be called share")
    func names() throws {
        #expect(try rows("count as share") { $0.having = "share > 1" }.count == 3)
        #expect(try rows("count", by: "shop as share") { $0.having = "share = 'a'" } == ["a\t2"])
    }

    @Test("branches have the value of the first condition that holds")
    func cases() throws {
        #expect(
            try rows("count", by: "case when status >= 500 then 'bad' when status >= 400 then 'odd' else 'good' end")
                == ["bad\t1", "good\t4", "odd\t1"])
        #expect(
            try rows(
                "count", by: "case status when 200 then 'ok' when 404 then case shop when 'c' then 'c!' end end as x")
                == ["\t1", "c!\t1", "ok\t4"])
        #expect(try rows("sum(case when status = 200 then amount else 0 end)") == ["a\t1.5", "b\t10", "c\t0.2"])
        #expect(try rows("sum(case when status = 200 then amount end) / count(status = 200)", by: nil) == ["2.925"])
        for text in [
            "case when status > 1 then 2", "case else 1 end", "case when 1 then 2 end", "case when status = 1 2 end",
        ] {
            #expect(usage { _ = try rows("sum(\(text))") } != nil)
        }
    }

    @Test("the condition of an aggregate ends where a list or parenthesis does")
    func mistakes() throws {
        #expect(usage { _ = try rows("count where status > 400 / count") }?.contains("put parentheses around") == true)
        #expect(
            usage { _ = try rows("shop where status > 400") }?.contains("'where' stands behind an aggregate") == true)
        #expect(
            usage { _ = try rows("(count where status > 400) where amount > 1") }?.contains("join the conditions")
                == true
        )
        #expect(usage { _ = try rows("count where status") }?.contains("not a condition") == true)
    }
}
