import TestSupport
import Testing

/// `thresh join` as it is typed.
@Suite(.timeLimit(.minutes(3))) struct JoinTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        var (orders, names) = ("id,customer,amount\n", "")
        for number in 0..<4000 {
            orders += "\(number),\(number * 7919 % 700),\(number % 50).5\n"
        }
        for number in 0..<900 { names += "{\"customer\":\(number * 31 % 800),\"name\":\"n\(number)\"}\n" }
        try directory.write(Array(orders.utf8), to: "orders.csv")
        try directory.write(Array(names.utf8), to: "names.json")
    }

    private func run(_ script: String) throws -> CommandResult { try shell(script, in: directory.path) }

    @Test func workersChunksAndSidesChangeNoByte() throws {
        for kind in ["inner", "outer"] {
            let first = try run("thresh join --on customer --\(kind) orders.csv names.json --header")
            #expect(first.isSuccess && first.text.hasPrefix("customer\tid\tamount\tname\n"), "\(first)")
            #expect(first.errors.contains("join: B (") && first.errors.contains("held in memory"))
            for options in [
                "-j 3 --chunk-size 5K", "--hold a -j 2 --chunk-size 9K --partitions 5",
                "--hold none -j 3 --chunk-size 7K",
                "--hold none -j 1 --memory 12M",
            ] {
                let other = try run("thresh join --on customer --\(kind) orders.csv names.json --header \(options)")
                #expect(other.isSuccess && other.text == first.text, "\(options): \(other.errors)")
            }
        }
    }

    @Test func aSideMayBePipedAndCompressed() throws {
        let plain = try run("thresh join --quiet --on customer --left orders.csv names.json")
        expectPrints(
            try run(
                "gzip -k orders.csv names.json && cat orders.csv.gz | thresh join --quiet --on customer --left - names.json.gz"
            ),
            plain.text)
        expectPrints(
            try run("thresh join --quiet --on customer --left --hold none orders.csv - < names.json"), plain.text)
        let database = try run(
            """
            thresh join --quiet --on customer orders.csv names.json --output-format sqlite -o out.db &&
            thresh join --quiet --on customer orders.csv names.json --output-format ndjson | head -n 1
            """)
        #expect(database.text == #"{"customer":0,"id":0,"amount":0.5,"name":"n0"}"# + "\n", "\(database)")
    }

    @Test func whatIsWrongIsSaid() throws {
        expectFails(
            try run("thresh join --on customer orders.csv </dev/null"), 64,
            "join takes two inputs, A and B, and here is 1")
        expectFails(try run("thresh join --on customr orders.csv names.json"), 64, "did you mean 'customer'?")
        expectFails(
            try run("thresh join --on id=custmer orders.csv names.json"), 64,
            "B: no line has 'custmer'; did you mean 'customer'?")
        expectFails(try run("thresh join --on customer - - < orders.csv"), 64, "named twice")
        expectFails(try run("thresh join --on customer orders.csv none.json"), 66, "none.json")
        expectFails(try run("thresh join --left --anti --on customer orders.csv names.json"), 64, "--anti")
    }
}
