internal import Thresh

/// Bars of the first rows, one below the other, as long as a column's values are great.
struct BarChart {
    let table: AnswerTable
    let column: Int

    static let mostRows = 30

    var html: HTML {
        let shown = min(table.rows.count, BarChart.mostRows)
        let greatest = (0..<shown).compactMap { table.number($0, column) }.max() ?? 0
        let name = table.columns[column].name
        var page: HTML = "<figure><figcaption>\(name)"
        if shown < table.count {
            page +=
                "<span class=\"aside\">the first \(HumanUnits.count(shown)) of \(HumanUnits.count(table.count)) rows</span>"
        }
        page += "</figcaption>\n<div class=\"bars\">\n"
        for row in 0..<shown {
            let label = table.label(row)
            let cell = table.cell(row, column)
            let value = HumanCell.text(cell, table.columns[column]) ?? cell
            let number = max(0, table.number(row, column) ?? 0)
            // What is not zero is seen.
            let share = number > 0 ? max(0.3, number / greatest * 100) : 0
            page += """
                <span class="label" title="\(label)">\(label)</span>\
                <svg class="track" aria-hidden="true"><rect class="s0" width="\(share)%" height="100%" rx="1.5" /></svg>\
                <span class="value" title="\(cell)">\(value)</span>

                """
        }
        page += "</div></figure>\n"
        return page
    }
}
