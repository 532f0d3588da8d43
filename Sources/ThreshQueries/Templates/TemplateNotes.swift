import Thresh
import ThreshLogs

/// What a person should know of an answer about templates beside its rows.
struct TemplateNotes {
    private(set) var texts: [String] = []

    init(_ result: JobResult, _ question: TemplateQuestion, tellsUnchanged: Bool) {
        func counter(_ name: StaticString) -> Int {
            result.counters.custom[CounterName(group: "\(LogTemplates.Counter.group)", name: "\(name)")] ?? 0
        }
        let remainder = counter(LogTemplates.Counter.remainder)
        if remainder > 0 {
            texts.append(
                """
                there are too many templates: \(HumanUnits.count(UInt64(remainder))) different messages are counted as \
                templates of <*> alone; choose lines with --where, or a field with --of
                """)
        }
        if !question.isComparison { return }
        let (before, after) = (counter(LogTemplates.Counter.before), counter(LogTemplates.Counter.after))
        let isSplit = question.split != nil
        if before == 0 {
            let set = isSplit ? "before --split there is" : "the files of --baseline have"
            texts.append("\(set) no line to compare with, so everything is new")
        }
        if after == 0 {
            let set = isSplit ? "from --split on there is" : "the input has"
            texts.append("\(set) no line, so everything has vanished")
        }
        let unchanged = counter(LogTemplates.Counter.unchanged)
        if unchanged > 0 && tellsUnchanged {
            texts.append("\(unchanged) templates did not change much; --all shows them")
        }
    }
}
