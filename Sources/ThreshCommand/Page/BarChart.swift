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
        var page: HTML = "<figure class=\"bars\"><figcaption>\(name)"
        if shown < table.count {
            page += "<span class=\"aside\">the first \(HumanUnits.count(shown)) of \(HumanUnits.count(table.count)) rows</span>"
        }
        page += "</figcaption>\n"
        for row in 0..<shown {
            let label = table.label(row)
            let cell = table.cell(row, column)
            let value = HumanCell.text(cell, table.columns[column]) ?? cell
            let share = greatest > 0 ? max(0, table.number(row, column) ?? 0) / greatest * 100 : 0
            page += """
                <div class="bar" title="\(label): \(cell)"><span class="label">\(label)</span>\
                <svg class="track" aria-hidden="true"><rect class="s0" width="\(share)%" height="100%" rx="2" /></svg>\
                <span class="value">\(value)</span></div>

                """
        }
        page += "</figure>\n"
        return page
    }
}
