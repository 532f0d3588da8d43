import ArgumentParser
import Thresh
import ThreshCommand

/// What was ordered from each city. The customers fit in memory: each worker has all of them and looks up those of its
/// orders, so that nothing needs to be sorted.
@main
struct BroadcastJoin: JobCommand {
    @Option(help: "Number, name and city of customers, divided by TAB.")
    var customers: String

    @OptionGroup var options: RunOptions

    func makeJob() throws -> CityTotals {
        let cities = lines(of: customers)
            .map { $0.strings(separatedBy: "\t") }
            .keyed(by: { Int($0[0])! }, value: { $0[2] })
        return CityTotals(cities: try cities.dictionary())
    }
}

/// What a job holds is there in every worker, through fork, with nothing encoded.
struct CityTotals: CombiningJob {
    let cities: [Int: String]

    var columns: [Column]? { [Column("city"), Column("cents", .integer)] }

    /// Orders are number, customer and cents.
    func map(_ record: Record, into output: inout Combined<String, Sum<Int>>) {
        guard let customer = record.line.field(1, separator: "\t")?.integer,
            let cents = record.line.field(2, separator: "\t")?.integer
        else { return output.count("lines without three fields") }
        output.emit(cities[customer] ?? "unknown", cents)
    }
}
