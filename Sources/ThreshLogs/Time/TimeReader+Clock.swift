/// Clocks and what belongs to them: fractions, AM and PM, zones.
extension TimeReader {
    /// `12:30:00`, `9:30`, `12:30:00.250 PM +02:00`. Nothing is read when there is none.
    mutating func clock(_ date: CivilDate) -> LocalTime? {
        let start = position
        if let hour = number(1...2), take(UInt8(ascii: ":")), let minute = fixed(2) {
            let isEnd = text.at(position) != UInt8(ascii: ":") || text.at(position + 1) &- 48 >= 10
            if isEnd {
                if text.at(position) &- 48 >= 10 {
                    return finished(LocalTime(date: date, hour: hour, minute: minute, second: 0, nanosecond: 0), start)
                }
            } else {
                position += 1
                secondAt = position
                if let second = fixed(2) {
                    return withFraction(
                        LocalTime(date: date, hour: hour, minute: minute, second: second, nanosecond: 0), start)
                }
            }
        }
        position = start
        secondAt = -1
        return nil
    }

    /// `12.30.00`, `12.30.00.250000`.
    mutating func pointedClock(_ date: CivilDate) -> LocalTime? {
        let start = position
        let point = UInt8(ascii: ".")
        if let hour = number(2...2), take(point), let minute = number(2...2), take(point), let second = number(2...2) {
            secondAt = position - 2
            return withFraction(LocalTime(date: date, hour: hour, minute: minute, second: second, nanosecond: 0), start)
        }
        position = start
        return nil
    }

    /// `123000`, `123000.250`; `1230` too unless the second is needed.
    mutating func basicClock(_ date: CivilDate, needsSecond: Bool) -> LocalTime? {
        let start = position
        if let hour = fixed(2), let minute = fixed(2) {
            var time = LocalTime(date: date, hour: hour, minute: minute, second: 0, nanosecond: 0)
            secondAt = position
            if let second = fixed(2) {
                time.second = second
                // 17 digits have milliseconds at their end.
                if let milliseconds = number(3...3) {
                    time.nanosecond = Int64(milliseconds) * 1_000_000
                    secondAt = -1
                    return finished(time, start)
                }
                if text.at(position) &- 48 >= 10 { return withFraction(time, start) }
            } else if !needsSecond, text.at(position) &- 48 >= 10 {
                secondAt = -1
                return finished(time, start)
            }
        }
        position = start
        secondAt = -1
        return nil
    }

    /// A fraction of the second of any length, behind a point or a comma; behind a colon from three digits on.
    mutating func withFraction(_ time: LocalTime, _ start: Int) -> LocalTime? {
        var time = time
        let mark = text.at(position)
        var index = position + 1
        var value: Int64 = 0
        var scale: Int64 = 1_000_000_000
        if mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") || mark == UInt8(ascii: ":") {
            while text.at(index) &- 48 < 10 {
                if scale > 1 {
                    value = value * 10 + Int64(text.at(index) &- 48)
                    scale /= 10
                }
                index += 1
            }
            if index - position > (mark == UInt8(ascii: ":") ? 3 : 1) {
                position = index
                time.nanosecond = value * scale
            }
        }
        fractionEnd = position
        return finished(time, start)
    }

    /// With AM or PM and the zone.
    private mutating func finished(_ time: LocalTime, _ start: Int) -> LocalTime? {
        var time = time
        if let isAfternoon = meridiem() {
            guard (1...12).contains(time.hour) else {
                position = start
                return nil
            }
            hasMeridiem = true
            time.hour = time.hour % 12 + (isAfternoon ? 12 : 0)
        }
        readZone()
        return time
    }

    /// Whether it is PM; nil, and nothing is read, where neither AM nor PM follows.
    private mutating func meridiem() -> Bool? {
        let start = position
        _ = blanks()
        let letter = text.at(position) | 0x20
        if letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") {
            position += 1
            let hasPoint = take(UInt8(ascii: "."))
            if hasPoint, text.at(position) == 32 { position += 1 }
            if text.at(position) | 0x20 == UInt8(ascii: "m") {
                position += 1
                if hasPoint { _ = take(UInt8(ascii: ".")) }
                let next = text.at(position)
                if (next | 0x20) &- 97 >= 26, next &- 48 >= 10 { return letter == UInt8(ascii: "p") }
            }
        }
        position = start
        return nil
    }

    // MARK: - Zones

    /// Seconds east of UTC of `+02:00`, `-0330`, `Z`; nil for anything else.
    static func offset(_ text: LineBytes) -> Int? {
        var reader = TimeReader(text: text)
        reader.readZone()
        guard case .offset(let seconds) = reader.zone, reader.position == text.count else { return nil }
        return seconds
    }

    /// An offset, `Z`, an abbreviation or a zone's name, with or without blanks before it. Nothing is read when there is none.
    mutating func readZone() {
        let start = position
        let hasBlank = blanks()
        if let found = zoneHere(hasBlank: hasBlank) {
            zone = found
            passSecondNames()
        } else {
            position = start
        }
    }

    private mutating func zoneHere(hasBlank: Bool) -> Zone? {
        let first = text.at(position)
        if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") { return offset().map { .offset($0) } }
        guard first &- 65 < 26 || first == UInt8(ascii: "z") else { return nil }
        let start = position
        var end = start
        while text.at(end) &- 65 < 26 { end += 1 }
        if end == start || end == start + 1, first | 0x20 == UInt8(ascii: "z"), !isWordByte(start + 1) {
            position = start + 1
            return .offset(0)
        }
        if isWordByte(end) || text.at(end) == UInt8(ascii: "/") { return hasBlank ? zoneName() : nil }
        guard ZoneNames.meaning(text, start, end) != nil else { return nil }
        position = end
        // `GMT+0200`, as browsers write it.
        let isUTC = end - start == 3 && (first == UInt8(ascii: "G") || first == UInt8(ascii: "U"))
        if isUTC, text.at(end) == UInt8(ascii: "+") || text.at(end) == UInt8(ascii: "-"), let offset = offset() {
            return .offset(offset)
        }
        return .abbreviation(start, end)
    }

    /// Seconds east of UTC of `+01:00`, `+0100`, `+01`, `+01:00:00`; nil, and nothing is read, for anything else.
    private mutating func offset() -> Int? {
        let start = position
        let isWest = text.at(position) == UInt8(ascii: "-")
        position += 1
        if let hours = fixed(2), hours <= 15 {
            var seconds = hours * 3600
            let hasColon = text.at(position) == UInt8(ascii: ":") && text.at(position + 1) &- 48 < 10
            if hasColon { position += 1 }
            if let minutes = fixed(2) { seconds += minutes < 60 ? minutes * 60 : 1 << 30 }
            if hasColon, text.at(position) == UInt8(ascii: ":"), text.at(position + 1) &- 48 < 6,
                text.at(position + 2) &- 48 < 10
            {
                position += 1
                seconds += fixed(2) ?? 0
            }
            if seconds < 1 << 30, text.at(position) &- 48 >= 10 { return isWest ? -seconds : seconds }
        } else {
            // `GMT+2`.
            position = start + 1
            let before = start == 0 ? 0 : text.at(start - 1)
            if before &- 65 < 26, let hours = number(1...1), !isWordByte(position) {
                return (isWest ? -hours : hours) * 3600
            }
        }
        position = start
        return nil
    }

    /// `Europe/Berlin`, `America/Argentina/Ushuaia`.
    private mutating func zoneName() -> Zone? {
        let start = position
        guard TimeReader.areas.contains(where: { text.starts(with: $0, at: start) }) else { return nil }
        var end = start
        while isWordByte(end) || text.at(end) == UInt8(ascii: "/") || text.at(end) == UInt8(ascii: "-")
            || text.at(end) == UInt8(ascii: "+")
        {
            end += 1
        }
        position = end
        return .name(start, end)
    }

    private static let areas: [StaticString] = [
        "Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
        "Pacific/", "Etc/",
    ]

    /// The zone once more: `+0200 CEST`, `Z[Europe/Berlin]`, `GMT+0200 (Central European Summer Time)`, and Go's `m=+0.5`.
    private mutating func passSecondNames() {
        guard case .offset = zone else { return }
        let start = position
        if take(UInt8(ascii: "[")) {
            if zoneName() != nil, take(UInt8(ascii: "]")) { return }
            position = start
            return
        }
        guard take(32) else { return }
        if take(UInt8(ascii: "(")) {
            var end = position
            while (text.at(end) | 0x20) &- 97 < 26 || text.at(end) == 32 { end += 1 }
            if end > position, text.at(end) == UInt8(ascii: ")") {
                position = end + 1
                return
            }
        } else {
            let word = position
            while text.at(position) &- 65 < 26 { position += 1 }
            if !isWordByte(position), ZoneNames.meaning(text, word, position) != nil {
                passMonotonicClock()
                return
            }
        }
        position = start
    }

    private mutating func passMonotonicClock() {
        guard text.starts(with: " m=", at: position) else { return }
        var end = position + 3
        while text.at(end) &- 48 < 10 || text.at(end) == 43 || text.at(end) == 45 || text.at(end) == 46 { end += 1 }
        position = end
    }

    private func isWordByte(_ index: Int) -> Bool {
        let byte = text.at(index)
        return byte &- 48 < 10 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "_")
    }
}
