import Testing
import Thresh
import ThreshLogs

@testable import ThreshQueries

@Suite("Questions about dates that stand for always", .timeLimit(.minutes(1)))
struct FarDateQueryTests {
    private let contracts =
        "id,valid_to,price\n1,2024-01-01,1\n2,9999-12-31,2\n3,2024-02-01,4\n4,0001-01-01,8\n5,9999-12-31,16\n"

    private func rows(_ aggregates: String, by groups: String? = nil, where filter: String? = nil) throws -> [String] {
        var query = Query(aggregates)
        query.groups = groups
        query.filter = filter
        let (rows, answer) = try ask(query, contracts)
        #expect(answer.summary.linesRejected == 0)
        return rows
    }

    @Test("no row is lost, and each has its place in the order")
    func groups() throws {
        #expect(
            try rows("sum(price)", by: "valid_to") == [
                "0001-01-01T00:00:00Z\t8", "2024-01-01T00:00:00Z\t1", "2024-02-01T00:00:00Z\t4",
                "9999-12-31T00:00:00Z\t18",
            ])
        #expect(try rows("count", by: "year(valid_to)").count == 3)
        #expect(
            try rows("min(valid_to), max(valid_to), distinct(valid_to), count(valid_to)") == [
                "0001-01-01T00:00:00Z\t9999-12-31T00:00:00Z\t4\t5"
            ])
        #expect(try rows("top(valid_to, 1)") == ["{\"9999-12-31T00:00:00Z\":2}"])
        #expect(try rows("max(valid_to) - min(valid_to) as span") == ["315537811200"])
    }

    @Test("conditions hold for them as for other times")
    func conditions() throws {
        #expect(try rows("sum(price)", where: "valid_to > 2024-01-15") == ["22"])
        #expect(try rows("sum(price)", where: "valid_to = 9999-12-31") == ["18"])
        #expect(try rows("sum(price)", where: "valid_to = '9999-12-31'") == ["18"])
        #expect(try rows("sum(price)", where: "valid_to < now") == ["13"])
        #expect(try rows("sum(price)", where: "valid_to in ('9999-12-31', '0001-01-01')") == ["26"])
        #expect(try rows("sum(price) where valid_to >= 3000-01-01, count") == ["18\t5"])
    }

    @Test("lines are put in order by them, in JSON and in logs")
    func lines() throws {
        var query = Query("first(n), last(n)")
        let json =
            #"{"t":"9999-12-31T23:59:59Z","n":1}"# + "\n" + #"{"t":"0001-01-01T00:00:00Z","n":2}"# + "\n"
            + #"{"t":"2024-01-01T00:00:00Z","n":3}"# + "\n"
        #expect(try ask(query, json).rows == ["2\t1"])
        query = Query("count, min(time), max(time)")
        let log = ["31/Dec/9999:23:59:59 +0000", "01/Jan/0001:00:00:00 +0000", "10/Oct/2000:13:55:36 +0000"].map {
            "192.0.2.1 - - [\($0)] \"GET / HTTP/1.1\" 200 5\n"
        }.joined()
        #expect(try ask(query, log).rows == ["3\t0001-01-01T00:00:00Z\t9999-12-31T23:59:59Z"])
    }

    @Test("a length of time between them is that of the calendar")
    func lengths() {
        let (first, last) = (Timestamp(seconds: -62_135_596_800)!, Timestamp(seconds: 253_402_214_400)!)
        #expect(LengthOfTime.between(first.ticks, last.ticks) == .max)
        #expect(LengthOfTime.between(last.ticks - 1, last.ticks) == 100)
        let start = Timestamp(seconds: 6_753_196_799)!
        #expect(LengthOfTime.between(start.ticks, Timestamp(seconds: 6_753_196_801)!.ticks) == 2_000_000_000)
    }
}
