import Thresh

// The line that is nearest to points by least squares. A line of input is x and y, divided by TAB.
guard CommandLine.arguments.count > 1 else { fatalError("usage: linear-regression FILE...") }

let total = try lines(of: Array(CommandLine.arguments.dropFirst()))
    .compactMap { line -> [Double]? in
        guard let x = line.field(0, separator: "\t")?.double, let y = line.field(1, separator: "\t")?.double else {
            return nil
        }
        return [x, y, x * x, x * y, y * y]
    }
    // Exact sums: the same digits in whatever order the points are read.
    .reduced(into: VectorSum())

guard total.count > 1 else { fatalError("a line needs two points") }
let count = Double(total.count)
let (x, y, xx, xy, yy) = (total.sum[0], total.sum[1], total.sum[2], total.sum[3], total.sum[4])
let slope = (count * xy - x * y) / (count * xx - x * x)
let correlation = (count * xy - x * y) / ((count * xx - x * x) * (count * yy - y * y)).squareRoot()
print("points", total.count, separator: "\t")
print("slope", slope, separator: "\t")
print("intercept", (y - slope * x) / count, separator: "\t")
print("correlation", correlation, separator: "\t")
