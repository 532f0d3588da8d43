internal import Platform
internal import Thresh

/// A page that shows an answer in charts and a table: one file, which needs no network.
///
/// It keeps the first rows only, so that a page of any answer can be opened.
final class AnswerPage {
    static let mostRows = 100_000
    static let mostBytes = 16 << 20
    static let mostTableRows = 2_000
    static let mostTableBytes = 2 << 20
    static let mostCharts = 4
    /// Of a cell's text: one line of a log may have megabytes.
    static let longestCell = 2_000

    private static let generator = "<meta name=\"generator\" content=\"thresh\" />"

    private var text: [UInt8] = []
    private var ends: [Int] = []
    private var count = 0

    /// Adds whole lines of cells divided by TAB.
    func add(_ lines: UnsafeRawBufferPointer) {
        var rest = unsafe lines[...]
        while unsafe !rest.isEmpty {
            let end = unsafe rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
            let length = unsafe end - rest.startIndex
            if ends.count == count, count < AnswerPage.mostRows, text.count + length <= AnswerPage.mostBytes {
                unsafe text.append(contentsOf: rest[..<end])
                ends.append(text.count)
            }
            count += 1
            unsafe rest = rest[min(end + 1, rest.endIndex)...]
        }
    }

    /// Whether a file that begins with these bytes is such a page.
    static func wrote(_ head: [UInt8]) -> Bool { String(decoding: head, as: UTF8.self).contains(generator) }

    /// - Parameter name: the command's.
    func html(_ columns: [Column], _ details: AnswerDetails, name: String) -> [UInt8] {
        let lines = ends.indices.map { text[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]] }
        let table = AnswerTable(columns, labels: details.labels, lines: lines, count: count)
        let title = details.title ?? name
        var page: HTML = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8" />\(HTML(stringLiteral: AnswerPage.generator))
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
            script-src 'sha256-\(PageStyle.scriptHash)'" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>\(title)</title>
            <style>
            \(HTML(stringLiteral: PageStyle.style))</style></head>
            <body><main>
            <h1>\(title)</h1>
            <p class="question">\(AnswerPage.commandLine)</p>

            """
        page += AnswerPage.charts(table, details)
        page += AnswerPage.accounts(details)
        page += AnswerPage.table(table)
        page += "</main>\n<script>\(HTML(stringLiteral: PageStyle.script))</script></body></html>\n"
        return page.bytes
    }

    private static func charts(_ table: AnswerTable, _ details: AnswerDetails) -> HTML {
        if table.rows.count == 1 && table.labels.isEmpty {
            var page: HTML = "<div class=\"tiles\">"
            for (index, column) in table.columns.enumerated() {
                let cell = table.cell(0, index)
                page += """
                    <div title="\(cell)"><span>\(column.name)</span><b>\(HumanCell.text(cell, column) ?? cell)</b></div>
                    """
            }
            return page + "</div>\n"
        }
        if table.rows.count < 2 || table.labels.isEmpty { return "" }
        let drawn = (details.drawn ?? table.values).filter { column in
            table.rows.indices.contains { table.number($0, column) != nil }
        }
        if drawn.isEmpty { return "" }
        let times = table.times
        var page: HTML = "<div class=\"charts\">\n"
        for column in drawn.prefix(mostCharts) {
            if let times {
                let isAdditive = details.additive.contains(column)
                page += TimeChart(table, times, column: column, isAdditive: isAdditive).html
            } else {
                page += BarChart(table: table, column: column).html
            }
        }
        page += "</div>\n"
        if drawn.count > mostCharts {
            page += "<p class=\"aside\">The first \(mostCharts) of \(drawn.count) columns of numbers are drawn.</p>\n"
        }
        return page
    }

    private static func table(_ table: AnswerTable) -> HTML {
        var body: HTML = ""
        var shown = 0
        for row in table.rows.indices {
            if shown == mostTableRows || body.bytes.count > mostTableBytes { break }
            shown += 1
            body += "<tr>"
            for (index, column) in table.columns.enumerated() {
                body += cell(table.cell(row, index), column, isNumber: table.isNumber(row, index))
            }
            body += "</tr>\n"
        }
        var page: HTML = "<h2>\(HumanUnits.count(table.count)) \(table.count == 1 ? "row" : "rows")</h2>\n"
        if shown < table.count {
            page += "<p class=\"aside\">The table has the first \(HumanUnits.count(shown)).</p>\n"
        }
        page += "<div class=\"scroll\"><table><thead><tr>"
        for column in table.columns {
            page +=
                column.kind == .text
                ? "<th scope=\"col\">\(column.name)</th>" : "<th scope=\"col\" class=\"n\">\(column.name)</th>"
        }
        return page + "</tr></thead><tbody>\n\(body)</tbody></table></div>\n"
    }

    /// Numbers exact to the unit; more digits behind the point are in the title, by which the script sorts.
    private static func cell(_ cell: String, _ column: Column, isNumber: Bool) -> HTML {
        if column.kind == .text { return "<td>\(cut(cell))</td>" }
        let text = (isNumber ? HumanCell.text(cell, Column(column.name, column.kind)) : nil) ?? cut(cell)
        if text.filter({ $0 != "," }) == cell { return "<td class=\"n\">\(text)</td>" }
        return "<td class=\"n\" title=\"\(cut(cell))\">\(text)</td>"
    }

    private static func cut(_ cell: String) -> String {
        cell.utf8.count <= longestCell ? cell : String(cell.prefix(longestCell)) + "…"
    }

    private static func accounts(_ details: AnswerDetails) -> HTML {
        if details.counts.isEmpty && details.remarks.isEmpty { return "" }
        var page: HTML = "<h2>What was read</h2>\n<div class=\"tiles\">"
        for (name, count) in details.counts {
            page += "<div><span>\(name)</span><b>\(HumanUnits.count(count))</b></div>"
        }
        page += "</div>\n"
        if !details.remarks.isEmpty {
            page += "<ul class=\"remarks\">\n"
            for remark in details.remarks { page += "<li>\(cut(remark))</li>\n" }
            page += "</ul>\n"
        }
        return page
    }

    /// As it could be typed again.
    private static var commandLine: String {
        var words = CurrentProgram.arguments
        if let program = words.first { words[0] = String(program.split(separator: "/").last ?? "thresh") }
        return words.map(ShellWord.of).joined(separator: " ")
    }
}
