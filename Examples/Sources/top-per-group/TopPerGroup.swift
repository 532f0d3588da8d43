import ArgumentParser
import Thresh
import ThreshCommand

/// The largest orders of each customer. Orders are number, customer and cents, divided by TAB.
@main
struct TopPerGroup: FlowCommand {
    @Option(help: "How many orders of each customer.")
    var top = 3

    @OptionGroup var options: RunOptions

    var columns: [Column]? { [Column("customer", .integer), Column("cents", .integer), Column("order", .integer)] }

    func makeFlow(_ options: JobOptions) -> some RowFlow {
        let top = top
        return lines(of: options.inputs, options: options)
            .keyed(
                by: { $0.field(1, separator: "\t")?.integer ?? 0 },
                // The values of a key come in order: the largest number of cents first, then the first order.
                value: { line in
                    Pair(
                        Descending(line.field(2, separator: "\t")?.integer ?? 0),
                        line.field(0, separator: "\t")?.integer ?? 0)
                }
            )
            .grouped()
            .expanded { customer, orders, emit in
                for _ in 0..<top {
                    guard let order = try orders.next() else { return }
                    try emit(Triple(customer, order.first.key, order.second))
                }
            }
    }
}
