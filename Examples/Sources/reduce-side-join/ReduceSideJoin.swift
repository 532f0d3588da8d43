import ArgumentParser
import Thresh
import ThreshCommand

/// Orders with the names of their customers: `reduce-side-join CUSTOMERS ORDERS`. Both files may be larger than memory.
/// Customers are number, name and city, orders number, customer and cents, divided by TAB.
@main
struct ReduceSideJoin: JobCommand, GroupingJob {
    @OptionGroup var options: RunOptions

    var columns: [Column]? { [Column("order", .integer), Column("customer"), Column("cents", .integer)] }

    /// The order of cases is the order of values: a customer comes before his orders.
    enum Side: UInt8, JobKey { case customer, order }

    func map(_ record: Record, into output: inout Grouped<Int, Triple<Side, Int, String>>) {
        guard let first = record.line.field(0, separator: "\t")?.integer,
            let second = record.line.field(1, separator: "\t"),
            let third = record.line.field(2, separator: "\t")
        else { return output.count("lines without three fields") }
        if record.input == 0 {
            output.emit(first, Triple(.customer, 0, String(second)))
        } else if let customer = second.integer {
            output.emit(customer, Triple(.order, first, String(third)))
        }
    }

    func reduce(
        _ customer: Int, _ values: inout GroupedValues<Triple<Side, Int, String>>, into part: inout PartWriter
    ) throws {
        var name: String?
        while let value = try values.next() {
            switch value.first {
            case .customer: name = value.third
            case .order: if let name { part.writeRow(value.second, name, value.third) }
            }
        }
    }
}
