internal import Thresh

/// Where a time axis has its marks, and what they say.
struct TimeAxis {
    struct Mark {
        /// Seconds since 1970.
        let seconds: Double
        let text: String
    }

    let marks: [Mark]

    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    static let steps: [Double] = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
        1_209_600,
    ]
    private static let months = [1, 2, 3, 6, 12, 24, 60, 120]

    /// - Parameters:
    ///   - times: in ascending order, at least one.
    ///   - most: how many marks there is room for.
    init(_ times: [ChartTime], until end: Double, most: Int) {
        let first = times[0]
        let span = end - first.seconds
        // Clocks may have changed on the way; a mark is where the clock showed its time.
        func place(_ local: Double) -> Double {
            local - (times.last { $0.local <= local } ?? first).offset
        }
        var marks: [Mark] = []
        if let step = TimeAxis.steps.first(where: { span / $0 <= Double(most) }) {
            var local = (first.local / step).rounded(.up) * step
            // Weeks begin on Monday, and 1970 did on Thursday.
            if step == 604_800 || step == 1_209_600 {
                local = ((first.local - 345_600) / step).rounded(.up) * step + 345_600
            }
            while place(local) <= end {
                marks.append(Mark(seconds: place(local), text: TimeAxis.text(local, step, isFirst: marks.isEmpty)))
                local += step
            }
        } else {
            let step = TimeAxis.months.first { span / (2_629_746 * Double($0)) <= Double(most) } ?? 1200
            let date = ChartTime.date(Int((first.local / 86_400).rounded(.down)))
            var month = (date.year * 12 + date.month - 1 + step) / step * step
            while true {
                let local = Double(ChartTime.days(month / 12, month % 12 + 1, 1)) * 86_400
                if place(local) > end { break }
                let name = TimeAxis.monthNames[month % 12]
                marks.append(Mark(seconds: place(local), text: step >= 12 ? "\(month / 12)" : "\(name) \(month / 12)"))
                month += step
            }
        }
        self.marks = marks
    }

    /// 90 s, 5 min, 6 h, 14 d
    static func text(length seconds: Double) -> String {
        for (size, unit) in [(86_400.0, "d"), (3600, "h"), (60, "min")]
        where seconds >= size && seconds.remainder(dividingBy: size) == 0 {
            return HumanUnits.number(seconds / size) + " " + unit
        }
        return HumanUnits.number(seconds) + " s"
    }

    /// The time of day; the day where one begins, and at the first mark.
    private static func text(_ local: Double, _ step: Double, isFirst: Bool) -> String {
        let days = Int((local / 86_400).rounded(.down))
        let second = Int(local) - days * 86_400
        let date = ChartTime.date(days)
        let day = "\(date.day) \(monthNames[date.month - 1])"
        if step >= 86_400 { return day }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var time = "\(two(second / 3600)):\(two(second / 60 % 60))"
        if step < 60 { time += ":\(two(second % 60))" }
        if second == 0 { return day }
        return isFirst ? "\(day) \(time)" : time
    }
}
