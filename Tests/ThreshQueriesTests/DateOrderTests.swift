import Testing
import Thresh

@testable import ThreshQueries

/// Columns of dates that say two orders.
@Suite("Dates in two orders", .timeLimit(.minutes(1)))
struct DateOrderTests {
    private static let mixed = [
        "date,v\n13/05/2024,1\n05/13/2024,2\n03/04/2024,3\n",
        #"{"date":"17/06/09"}"# + "\n" + #"{"date":"06/17/09"}"# + "\n" + #"{"date":"06/07/09"}"# + "\n",
        "date=25/12/2023 v=1\ndate=12/25/2023 v=1\ndate=01/02/2023 v=1\n",
    ]

    @Test("are no times, and the message has the remedy", arguments: mixed)
    func refused(text: String) throws {
        var query = Query("count")
        query.groups = "day(time)"
        let message = usage { _ = try ask(query, text) }
        #expect(message?.contains("--date-order") == true || message?.contains("is a text") == true, "\(message ?? "")")
    }

    @Test(
        "one order decides, and a stray is rejected",
        arguments: [
            "date,v\n" + (1...28).map { "\($0)/05/2024,1\n\($0)/06/2024,1\n" }.joined() + "05/29/2024,1\n",
            "date,v\n13/05/2024,1\n14/05/2024,2\n03/04/2024,3\n",
        ])
    func decided(text: String) throws {
        var query = Query("count, min(time)")
        query.filter = "time < 2024-05-02"
        let rows = try ask(query, text).rows
        #expect(rows == ["1\t2024-05-01T00:00:00Z"] || rows == ["1\t2024-04-03T00:00:00Z"])
    }
}
