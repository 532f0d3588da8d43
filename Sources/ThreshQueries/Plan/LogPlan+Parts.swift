import ThreshLogs

/// What a plan is made of.
extension LogPlan {
    enum State: Hashable {
        case count
        /// Of lines that have the argument.
        case countPresent(Int)
        /// And how many there are, for the mean.
        case sum(Int)
        case moments(Int)
        case smallest(Int)
        case largest(Int)
        case quantiles(Int)
        case sketch(Int)
        case distinct([Int])
        case distinctEstimate([Int])
        case first(Int)
        case last(Int)
        /// The most frequent values, so many of them.
        case top(Int, count: Int)
        case topEstimate(Int, count: Int)

        /// The expression that it is about, when that is one.
        var argument: Int? {
            switch self {
            case .countPresent(let x), .sum(let x), .moments(let x), .smallest(let x), .largest(let x),
                .quantiles(let x), .sketch(let x), .first(let x), .last(let x):
                x
            case .top(let x, _), .topEstimate(let x, _): x
            case .count, .distinct, .distinctEstimate: nil
            }
        }
    }

    /// What one aggregate amounts to.
    struct Output {
        let name: String
        let state: Int
        let function: AggregateCall.Function
        let kind: Kind

        enum Kind { case integer, number, ofArgument, ranking }
    }

    /// A column behind the keys: an aggregate, or what is computed from some.
    struct Figure {
        let name: String
        let expression: Expression
        /// The output that it is, when it is no more than one.
        let output: Int?
    }

    /// What is added up over groups when all of them are known.
    struct Window {
        let name: String
        /// The sum of the rows up to the one at hand; else that of all groups.
        let isRunning: Bool
        /// What is added up.
        let output: Int
    }
}
