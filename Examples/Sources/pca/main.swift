import Thresh

// The principal components of points: the directions in which they vary most, with the variance along each. A line of
// input has the coordinates of a point, divided by TAB.
guard CommandLine.arguments.count > 1 else { fatalError("usage: pca FILE...") }

let points = try lines(of: Array(CommandLine.arguments.dropFirst()))
    .map { line in line.strings(separatedBy: "\t").compactMap { Double($0) } }
    .cached()
let mean = try points.reduced(into: VectorSum()).mean

// The sums of products of what the coordinates are above their means: a matrix, row by row.
let products =
    try points
    .map { point in
        let centred = zip(point, mean).map { $0 - $1 }
        return centred.flatMap { a in centred.map { a * $0 } }
    }
    .reduced(into: VectorSum())
let width = mean.count
let covariance = (0..<width).map { row in
    (0..<width).map { products.sum[row * width + $0] / Double(products.count - 1) }
}

for (variance, direction) in principalComponents(of: covariance) {
    print(([variance] + direction).map { ($0 * 1e6).rounded() / 1e6 }.map(\.description).joined(separator: "\t"))
}

/// The eigenvalues of a symmetric matrix, largest first, and their vectors: Jacobi's method, which turns the axes by
/// two at a time until nothing is left beside the diagonal.
func principalComponents(of matrix: [[Double]]) -> [(Double, [Double])] {
    var a = matrix
    var vectors = a.indices.map { row in a.indices.map { $0 == row ? 1.0 : 0.0 } }
    for _ in 0..<50 {
        for p in a.indices {
            for q in a.indices where q > p && a[p][q] != 0 {
                let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
                let tangent = (theta < 0 ? -1 : 1) / (abs(theta) + (theta * theta + 1).squareRoot())
                let cosine = 1 / (tangent * tangent + 1).squareRoot()
                let sine = tangent * cosine
                for k in a.indices {
                    (a[k][p], a[k][q]) = (cosine * a[k][p] - sine * a[k][q], sine * a[k][p] + cosine * a[k][q])
                }
                for k in a.indices {
                    (a[p][k], a[q][k]) = (cosine * a[p][k] - sine * a[q][k], sine * a[p][k] + cosine * a[q][k])
                }
                for k in a.indices {
                    let (x, y) = (vectors[k][p], vectors[k][q])
                    (vectors[k][p], vectors[k][q]) = (cosine * x - sine * y, sine * x + cosine * y)
                }
            }
        }
    }
    return a.indices
        .map { column in
            let vector = vectors.map { $0[column] }
            // A direction may be told by either of two vectors: that whose largest coordinate is positive.
            let largest = vector.max { abs($0) < abs($1) } ?? 0
            return (a[column][column], largest < 0 ? vector.map { -$0 } : vector)
        }
        .sorted { $0.0 > $1.0 }
}
