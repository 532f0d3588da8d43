public import Thresh

/// Dates whose numbers do not say their order, and what a reader should know of times.
extension LogFormat {
    /// Why a field is no time yet; nil when that is not so.
    public func undecidedReason(of name: String) -> String? {
        guard let field = definitions(of: name).first, let example = undecidedDates[field.name] else { return nil }
        return """
            '\(field.name)' is no time as long as it is not known which number is first: \(DateOrder.readings(of: example)), \
            and the lines that were looked at say neither, or both; give --date-order day-first or month-first
            """
    }

    /// The format with the order of dates that more lines show, or else the one that was said.
    ///
    /// - Parameters:
    ///   - samples: lines from the file's start, then pieces of it that may begin and end within a line.
    ///   - order: the one that was said; nil for none.
    public func decidingDates(by samples: [[UInt8]], _ order: DateOrder?) -> LogFormat {
        var format = self
        let lines = samples.enumerated().flatMap { index, bytes in
            bytes.withByteView { SampleLines($0, isCut: index > 0).lines.dropFirst(index == 0 ? 0 : 1) }
        }
        for name in undecidedDates.keys.sorted() {
            guard let field = definitions(of: name).first else { continue }
            let values = FormatDetector.values(of: name, in: self, SampleLines(lines: lines))
            guard case .layout(let layout)? = TimeSurvey.finding(values, named: name, order) else { continue }
            format = format.settingTime(layout, of: field)
            format.undecidedDates[name] = nil
        }
        return format
    }

    /// What should be said of the times of some fields, as the first lines have them: that the year is inferred, what an
    /// abbreviation of a zone is taken for, that points mean day first.
    ///
    /// - Parameters:
    ///   - names: the fields that a question reads.
    ///   - head: the first lines of the file.
    ///   - zone: that of times which name none; its own abbreviations need no remark.
    public func timeRemarks(
        _ names: [String], in head: ByteView, zone: TimeZoneRules
    ) -> (infersYears: Bool, texts: [String]) {
        var infersYears = false
        var texts: [String] = []
        let sample = SampleLines(head, isCut: false)
        for name in names {
            let layouts = definitions(of: name).compactMap { field -> TimeLayout? in
                if case .time(let layout) = field.type { layout } else { nil }
            }
            if layouts.isEmpty || layouts == [.clf] || layouts == [.epoch] { continue }
            for value in FormatDetector.values(of: name, in: self, sample) {
                value.withLineBytes { text in
                    for layout in layouts {
                        var reader = TimeReader(text: text)
                        guard let time = reader.read(layout) else { continue }
                        if time.date.year == 0 { infersYears = true }
                        if let remark = LogFormat.remark(reader, layout, name, zone), !texts.contains(remark) {
                            texts.append(remark)
                        }
                        break
                    }
                }
            }
        }
        return (infersYears, texts)
    }

    private static func remark(
        _ reader: TimeReader, _ layout: TimeLayout, _ name: String, _ zone: TimeZoneRules
    ) -> String? {
        guard case .abbreviation(let start, let end) = reader.zone else { return nil }
        let abbreviation = reader.text.slice(start, end)
        guard zone.offset(abbreviation: abbreviation) == nil,
            let meaning = ZoneNames.meaning(reader.text, start, end), let chosen = meaning.chosen
        else { return nil }
        return """
            \(abbreviation.string) in '\(name)' is taken for \(chosen), not for \(meaning.others); --tz with a zone that has it \
            says otherwise
            """
    }
}
