/// The exact sum of finite doubles, rounded once: J. Shewchuk's algorithm, which shares nothing with `ExactSum`.
/// For sums far from the greatest double.
func exactSum(_ numbers: [Double]) -> Double {
    var partials: [Double] = []
    for number in numbers {
        var x = number
        var kept: [Double] = []
        for partial in partials {
            let (large, small) = x.magnitude < partial.magnitude ? (partial, x) : (x, partial)
            let high = large + small
            let low = small - (high - large)
            if low != 0 { kept.append(low) }
            x = high
        }
        partials = kept + [x]
    }
    // From the largest on, until something was lost; then half of a unit may be decided by the sign of the next.
    guard var sum = partials.popLast() else { return 0 }
    var low = 0.0
    while let next = partials.popLast() {
        let before = sum
        sum = before + next
        low = next - (sum - before)
        if low != 0 { break }
    }
    if let next = partials.last, (low < 0 && next < 0) || (low > 0 && next > 0) {
        let twice = low * 2
        let moved = sum + twice
        if twice == moved - sum { sum = moved }
    }
    return sum == 0 ? 0 : sum
}
