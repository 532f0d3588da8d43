/// What became of a template between two sets of lines. In the order in which they are shown.
enum TemplateChange: Int {
    case new
    case more
    case less
    case vanished
    case unchanged

    var name: String {
        switch self {
        case .new: "new"
        case .more: "more"
        case .less: "less"
        case .vanished: "vanished"
        case .unchanged: "same"
        }
    }

    /// - Parameters:
    ///   - scale: what `TemplateScale` says.
    ///   - factor: how many times as frequent, or as rare, is a change.
    init(_ totals: TemplateTotals, scale: Double, factor: Double) {
        let (before, after) = (Double(totals.before), Double(totals.after))
        if totals.before == 0 {
            self = .new
        } else if totals.after == 0 {
            self = .vanished
        } else if TemplateChange.isChance(before, after, scale) {
            self = .unchanged
        } else if after >= before * scale * factor {
            self = .more
        } else if after * factor <= before * scale {
            self = .less
        } else {
            self = .unchanged
        }
    }

    /// Whether counts of events that come by chance differ so much now and then: by up to three standard deviations.
    /// The square root of such a count has about the same deviation, 1/2, whatever the count.
    private static func isChance(_ before: Double, _ after: Double, _ scale: Double) -> Bool {
        let difference = after.squareRoot() - (before * scale).squareRoot()
        return abs(difference) < 3 * 0.5 * (1 + scale).squareRoot()
    }
}
