/// How many lines of the second set there are to one of the first where nothing changed.
///
/// Neither the numbers of all lines nor the times tell: one message that floods the log would make all others seem
/// rarer, and a night beside a day would change all. So it is the median of the ratios of templates that both sets have
/// (as S. Anders and W. Huber do it with counts of genes: Differential expression analysis for sequence count data,
/// Genome Biology 11:R106, 2010).
enum TemplateScale {
    /// In both sets; fewer lines make no ratio to speak of.
    private static let fewestLines = 10
    /// Fewer tell nothing of the others.
    private static let fewestTemplates = 3

    static func scale(_ summary: TemplateTable.Summary) -> Double {
        let common = summary.templates.map(\.totals).filter { min($0.before, $0.after) >= fewestLines }
        if common.count < fewestTemplates {
            return summary.before == 0 || summary.after == 0 ? 1 : Double(summary.after) / Double(summary.before)
        }
        let ratios = common.map { Double($0.after) / Double($0.before) }.sorted()
        let middle = ratios.count / 2
        return ratios.count % 2 == 1 ? ratios[middle] : (ratios[middle - 1] * ratios[middle]).squareRoot()
    }
}
