import ArgumentParser
import Thresh
import ThreshCommand

/// How likely a reader is on each page who follows a random link with a probability of 85 %, and goes to a random page
/// otherwise, or where a page has no links. A line of input is a page and the pages it links to, divided by blanks.
@main
struct PageRank: FlowCommand {
    @Option(help: "Stop when no rank changes by more.")
    var tolerance = 1e-4

    @OptionGroup var options: RunOptions

    var columns: [Column]? { [Column("page"), Column("rank", .number)] }

    func makeFlow(_ options: JobOptions) throws -> some RowFlow {
        let links = try lines(of: options.inputs, options: options)
            .map { $0.strings(separatedBy: " ") }
            .filter { !$0.isEmpty }
            .keyed(by: { $0[0] }, value: { Array($0.dropFirst()) })
            .cached()
        let count = Double(try links.count())

        var ranks = links.mapValues { _ in 1 / count }
        var change = Double.infinity
        while change > tolerance {
            let pages = links.joined(with: ranks)
            // Sums are exact: the same digits in whatever order numbers come.
            let stuck = try pages.filter { _, page in page.left.isEmpty }
                .map { _, page in page.right }
                .reduced(into: FloatingSum())
            let received =
                pages
                .flatMap { _, page in page.left.map { Pair($0, page.right / Double(page.left.count)) } }
                .keyed(by: \.first, value: \.second)
                .reduced(into: FloatingSum())
            let next = pages.leftJoined(with: received).mapValues { both in
                Pair(both.left.right, 0.15 / count + 0.85 * ((both.right ?? 0) + stuck / count))
            }
            change = try next.map { _, rank in abs(rank.first - rank.second) }.reduced(into: Maximum()) ?? 0
            ranks = next.mapValues(\.second)
        }
        return ranks
    }
}
