/// How many lines may not fit their format.
package enum BadLimit {
    case none
    case count(Int)
    case share(Double)

    package func allows(_ rejected: Int, of read: Int) -> Bool {
        switch self {
        case .none: true
        case .count(let limit): rejected <= limit
        case .share(let share): Double(rejected) <= share * Double(read)
        }
    }
}
