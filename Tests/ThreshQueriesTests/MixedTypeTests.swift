import Testing
import Thresh

@testable import ThreshQueries

/// A column that is of one type in a file and of another in the next.
@Suite("Files that differ in a column's type", .timeLimit(.minutes(1)))
struct MixedTypeTests {
    /// Two files with the same conditions, and a third value in the second.
    private static let conditionFiles = [
        ("k,v\ntrue,1\nfalse,2\n", "k,v\ntrue,3\nfalse,4\nunknown,5\n"),
        (#"{"k":true}"# + "\n" + #"{"k":false}"# + "\n", "k,v\nfalse,3\ntrue,4\nunknown,5\n"),
        ("k=true v=1\nk=false v=2\n", #"{"k":"unknown"}"# + "\n" + #"{"k":"true"}"# + "\n" + #"{"k":"false"}"# + "\n"),
    ]

    @Test("a text that is written as a condition is that condition", arguments: conditionFiles)
    func conditions(a: String, b: String) throws {
        var query = Query("count")
        query.groups = "k"
        for texts in [(a, b), (b, a)] {
            #expect(try ask(query, texts.0, texts.1).rows == ["false\t2", "true\t2", "unknown\t1"])
            #expect(try ask(Query("distinct(k)"), texts.0, texts.1).rows == ["3"])
        }
    }

    /// A file of times and one where most values are none; what the time is that both have.
    private static let timeFiles = [
        ("k,v\n2024-01-02,1\n2024-01-03,2\n", "k,v\n2024-01-02,3\nTBD,4\nnever,5\nunknown,6\n", "2024-01-02T00:00:00Z"),
        (
            #"{"k":"2024-01-02T03:04:05Z"}"# + "\n",
            "k=2024-01-02T03:04:05Z v=1\nk=none_yet v=2\nk=later v=3\nk=soon v=4\n",
            "2024-01-02T03:04:05Z"
        ),
        (
            "k;v\n02.01.2024 03:04;1\n13.01.2024 03:04;2\n",
            "k;v\n02.01.2024 03:04;3\noffen;4\nfehlt;5\nunklar;6\n", "2024-01-02T03:04:00Z"
        ),
        ("k,v\n2024-01-02,1\n2024-01-03,2\n", "k,v\n2024-01-02T00:00:00Z,3\nx,4\ny,5\nz,6\n", "2024-01-02T00:00:00Z"),
    ]

    @Test("a text that is written as a time of the other file is that time", arguments: timeFiles)
    func times(a: String, b: String, time: String) throws {
        var query = Query("count")
        query.groups = "k"
        query.having = "count > 1"
        for texts in [(a, b), (b, a)] { #expect(try ask(query, texts.0, texts.1).rows == ["\(time)\t2"]) }
    }

    @Test("texts that are no such times stay as they are written")
    func others() throws {
        var query = Query("count")
        query.groups = "k"
        let rows = try ask(
            query, "k,v\n2024-01-02,1\n", "k,v\n01/02/2024,1\n20240102,1\n12,1\n007,1\nMay 5,1\nx,1\ny,1\nz,1\nu,1\n"
        ).rows
        #expect(
            rows.map { $0.split(separator: "\t")[0] } == [
                "007", "12", "20240102", "2024-01-02T00:00:00Z", "01/02/2024", "May 5", "u", "x", "y", "z",
            ])
    }
}
