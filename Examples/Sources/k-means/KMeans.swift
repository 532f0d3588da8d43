import ArgumentParser
import Thresh
import ThreshCommand

/// Divides points into clusters: each belongs to the nearest centre, and each centre is the mean of its points. A line
/// of input has the coordinates of a point, divided by TAB.
@main
struct KMeans: FlowCommand {
    @Option(help: "How many clusters.")
    var clusters = 3

    @OptionGroup var options: RunOptions

    func makeFlow(_ options: JobOptions) throws -> some RowFlow {
        // Parsed once, and read again in each iteration.
        let points = try lines(of: options.inputs, options: options)
            .map { line in line.strings(separatedBy: "\t").compactMap { Double($0) } }
            .cached()

        var centres = try points.first(clusters)
        while true {
            // The closure is run in workers that are forked now: it sees the centres of this iteration.
            let means =
                try points
                .keyed { [centres] in KMeans.nearest($0, of: centres) }
                .reduced(into: VectorSum())
                .mapValues(\.mean)
                .dictionary()
            // A centre without points stays where it is.
            let next = centres.indices.map { means[$0] ?? centres[$0] }
            if next == centres { break }
            centres = next
        }

        return
            points
            .keyed { [centres] in KMeans.nearest($0, of: centres) }
            .counted()
            .map { [centres] cluster, count in
                Pair(count, centres[cluster].map(\.description).joined(separator: " "))
            }
    }

    static func nearest(_ point: borrowing [Double], of centres: [[Double]]) -> Int {
        var best = (index: 0, distance: Double.infinity)
        for (index, centre) in centres.enumerated() {
            var distance = 0.0
            for place in centre.indices { distance += (point[place] - centre[place]) * (point[place] - centre[place]) }
            if distance < best.distance { best = (index, distance) }
        }
        return best.index
    }
}
