internal import Thresh
internal import ThreshPatterns

/// A time whose date and clock are fields of their own.
extension LogFormat {
    struct JoinedTime: Sendable, Hashable, Codable {
        var date: String
        var clock: String
        /// Of the offset from UTC, where the lines have one apart.
        var zone: String?
    }

    /// The format with `time` made of a date and a clock, where two fields are such by their names and values, and none
    /// is the time already. A clock that is called `time` becomes `clock`.
    func joiningTime(_ values: (String) -> [[UInt8]]) -> LogFormat {
        guard let clock = fields.first(where: { LogFormat.isClock($0.name, values($0.name)) })?.name else {
            return self
        }
        let stem = LogFormat.stem(clock, LogFormat.clockWords)
        guard
            let date = fields.first(where: { field in
                LogFormat.stem(field.name, LogFormat.dateWords) == stem && stem != nil
                    && LogFormat.areDates(values(field.name))
            })?.name
        else { return self }
        let zone = fields.first { field in
            LogFormat.zoneNames.contains(field.name.lowercased()) && LogFormat.areOffsets(values(field.name))
        }?.name
        let joined = zip(values(date), values(clock)).map { $0 + [32] + $1 }
        // A clock may have its zone already.
        let zoned = zone.flatMap { zone in
            TimeSurvey.finding(zip(joined, values(zone)).map { $0 + [32] + $1 }, named: "time")
        }
        guard let finding = zoned ?? TimeSurvey.finding(joined, named: "time") else { return self }
        var format = self
        var clockName = clock
        if clock == "time" {
            var names = FieldNames(fields.map(\.name))
            clockName = names.take("clock")
            for index in format.fields.indices where format.fields[index].name == clock {
                format.fields[index].name = clockName
            }
        }
        for index in format.fields.indices { format.fields[index].aliases.removeAll { $0 == "time" } }
        var time = FieldDefinition("time", .text, .joined)
        switch finding {
        case .layout(let layout): time.type = .time(layout)
        case .undecided(let example): format.undecidedDates["time"] = example
        }
        format.fields.insert(time, at: 0)
        format.joinedTime = JoinedTime(date: date, clock: clockName, zone: zoned == nil ? nil : zone)
        let renamed = clockName == clock ? "" : ", which is called \(clockName)"
        format.notes.append("time is made of '\(date)' and '\(clock)'\(renamed)")
        return format
    }

    private static let dateWords = ["date", "day", "datum", "fecha", "data", "jour", "dato", "tag"]
    private static let clockWords = ["time", "clock", "zeit", "uhrzeit", "hora", "heure", "ora", "tijd", "tid", "hour"]
    private static let zoneNames: Set<String> = ["tz", "timezone", "time_zone", "zone", "utc_offset", "offset"]

    /// What is before the word that a name ends with; nil where it ends with none of them.
    private static func stem(_ name: String, _ words: [String]) -> String? {
        let name = name.lowercased()
        let word = words.filter { name.hasSuffix($0) }.max { $0.count < $1.count }
        return word.map { String(name.dropLast($0.count)) }
    }

    private static func isClock(_ name: String, _ values: [[UInt8]]) -> Bool {
        guard stem(name, clockWords) != nil, !values.isEmpty else { return false }
        return values.count(where: clockPattern.matches) * 10 >= values.count * 9
    }

    private static let clockPattern = LazyPattern(
        #"^\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?$"#)
    private static let offsetPattern = LazyPattern(#"^(?:Z|UTC|GMT|[+-]\d\d:?\d\d)$"#)

    private static func areDates(_ values: [[UInt8]]) -> Bool {
        !values.isEmpty && values.allSatisfy { !$0.contains(UInt8(ascii: ":")) && $0.count >= 6 }
            && TimeSurvey.finding(values, named: "date") != nil
    }

    private static func areOffsets(_ values: [[UInt8]]) -> Bool {
        !values.isEmpty && values.allSatisfy(offsetPattern.matches)
    }
}
