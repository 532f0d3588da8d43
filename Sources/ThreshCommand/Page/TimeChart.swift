internal import Thresh

/// A column's values over time: stacked bars where they can be added up, lines where they cannot.
struct TimeChart {
    private let table: AnswerTable
    private let column: Int
    private let series: TimeSeries
    private let valueAxis: ValueAxis
    private let timeAxis: TimeAxis
    private let first: Double
    private let end: Double

    private static let size = (width: 960.0, height: 300.0)
    private static let plot = (left: 64.0, right: 948.0, top: 12.0, bottom: 268.0)
    private static let mostMarks = 9

    init(_ table: AnswerTable, _ times: [ChartTime], column: Int, isAdditive: Bool) {
        self.table = table
        self.column = column
        series = TimeSeries(table, times, column: column, isAdditive: isAdditive)
        valueAxis = ValueAxis(greatest: series.greatest, column: table.columns[column])
        first = series.starts[0].seconds
        end = max(series.starts.last!.seconds + series.width, first + 1)
        timeAxis = TimeAxis(series.starts, until: end, most: TimeChart.mostMarks)
    }

    var html: HTML {
        var page: HTML = "<figure class=\"time\"><figcaption>\(table.columns[column].name)"
        for note in notes { page += "<span class=\"aside\">\(note)</span>" }
        page += "</figcaption>\n"
        if series.groups != [""] {
            page += "<p class=\"legend\">"
            for (index, group) in series.groups.enumerated() {
                page += "<span title=\"\(group)\"><i class=\"s\(style(index))\"></i>\(group)</span> "
            }
            page += "</p>\n"
        }
        page += """
            <div class="scroll"><svg viewBox="0 0 \(TimeChart.size.width) \(TimeChart.size.height)" role="img" \
            aria-label="\(table.columns[column].name) by time">

            """
        page += axes
        page += series.isStacked ? bars : lines
        page += "</svg></div></figure>\n"
        return page
    }

    private var notes: [String] {
        var notes: [String] = []
        let offsets = Set(series.starts.map(\.offset))
        if offsets == [0] { notes.append("UTC") }
        if table.rows.count < table.count {
            notes.append("the first \(HumanUnits.count(table.rows.count)) of \(HumanUnits.count(table.count)) rows")
        }
        if series.groupCount > TimeSeries.mostGroups {
            notes.append(
                series.isStacked
                    ? "\(TimeSeries.mostGroups - 1) of \(HumanUnits.count(series.groupCount)) groups, the others together"
                    : "\(TimeSeries.mostGroups - 1) of \(HumanUnits.count(series.groupCount)) groups")
        }
        if series.isMerged {
            let length = TimeAxis.text(length: series.width)
            notes.append(series.isStacked ? "each bar is \(length)" : "the greatest of each \(length)")
        }
        return notes
    }

    private var axes: HTML {
        var page: HTML = "<g class=\"grid\">"
        for mark in valueAxis.marks {
            page += """
                <line x1="\(TimeChart.plot.left)" x2="\(TimeChart.plot.right)" y1="\(y(mark))" y2="\(y(mark))" />\
                <text class="end" x="\(TimeChart.plot.left - 8)" y="\(y(mark) + 4)">\(valueAxis.text(mark))</text>
                """
        }
        for mark in timeAxis.marks {
            let x = x(mark.seconds)
            page += """
                <line x1="\(x)" x2="\(x)" y1="\(TimeChart.plot.bottom)" y2="\(TimeChart.plot.bottom + 5)" />\
                <text class="\(anchor(x))" x="\(x)" y="\(TimeChart.plot.bottom + 20)">\(mark.text)</text>
                """
        }
        page += "</g>\n"
        return page
    }

    private var bars: HTML {
        var page: HTML = ""
        for (start, values) in zip(series.starts, series.values) {
            let left = x(start.seconds)
            let full = x(start.seconds + series.width) - left
            let width = full > 4 ? full - 1 : full
            var below = 0.0
            for (index, value) in values.enumerated() {
                guard let value, value > 0 else { continue }
                let top = y(below + value)
                page += """
                    <rect class="s\(style(index))" x="\(left)" y="\(top)" width="\(width)" height="\(y(below) - top)">\
                    <title>\(title(start, index, value))</title></rect>

                    """
                below += value
            }
        }
        return page
    }

    private var lines: HTML {
        var page: HTML = ""
        for index in series.groups.indices {
            var run: [(start: ChartTime, value: Double)] = []
            for (start, values) in zip(series.starts, series.values) {
                let isNext = run.last.map { start.seconds - $0.start.seconds <= series.width * 1.5 } ?? true
                if !isNext || values[index] == nil {
                    page += line(index, run)
                    run = []
                }
                if let value = values[index] { run.append((start, value)) }
            }
            page += line(index, run)
        }
        return page
    }

    /// What follows one another without a gap, with a dot at each value for the pointer.
    private func line(_ index: Int, _ run: [(start: ChartTime, value: Double)]) -> HTML {
        if run.isEmpty { return "" }
        let half = series.width / 2
        var points: HTML = ""
        var dots: HTML = ""
        for (start, value) in run {
            let (x, y) = (x(start.seconds + half), y(value))
            points += "\(x),\(y) "
            dots += """
                <circle class="s\(style(index))" cx="\(x)" cy="\(y)" r="\(series.starts.count > 80 ? 1.5 : 3.0)">\
                <title>\(title(start, index, value))</title></circle>

                """
        }
        return "<polyline class=\"s\(style(index))\" points=\"\(points)\" />\n\(dots)"
    }

    private func title(_ start: ChartTime, _ index: Int, _ value: Double) -> String {
        let days = Int((start.local / 86_400).rounded(.down))
        let date = ChartTime.date(days)
        let second = Int(start.local) - days * 86_400
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        var text = "\(date.year)-\(two(date.month))-\(two(date.day))"
        text += " \(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        if !series.groups[index].isEmpty { text += " · \(series.groups[index])" }
        let number = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : value.description
        return text + ": " + (HumanCell.text(number, table.columns[column]) ?? number)
    }

    /// What several small groups are together is grey.
    private func style(_ index: Int) -> Int {
        series.groupCount > TimeSeries.mostGroups && series.isStacked && index == TimeSeries.mostGroups - 1 ? 7 : index
    }

    private func anchor(_ x: Double) -> String {
        x < TimeChart.plot.left + 24 ? "start" : x > TimeChart.plot.right - 32 ? "end" : "middle"
    }

    private func x(_ seconds: Double) -> Double {
        TimeChart.plot.left + (seconds - first) / (end - first) * (TimeChart.plot.right - TimeChart.plot.left)
    }

    private func y(_ value: Double) -> Double {
        TimeChart.plot.bottom - max(0, value) / valueAxis.top * (TimeChart.plot.bottom - TimeChart.plot.top)
    }
}
