/// Apache's `%{…}t`, of which several may write one time: `%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t`.
struct ApacheTime {
    let layout: TimeLayout
    /// What of the LogFormat is behind it.
    let rest: Substring

    /// The longest time that a LogFormat begins with; nil where it is none that can be read.
    init?(_ source: Substring) {
        var example = ""
        var rest = source
        var moment: Substring?
        var best: (layout: TimeLayout, rest: Substring)?
        while let part = Part(rest), moment == nil || part.moment == moment {
            moment = part.moment
            example += part.example
            rest = part.rest
            if let layout = ApacheTime.layout(of: Array(example.utf8)) { best = (layout, rest) }
            let divider = rest.prefix { " .,:T-/".contains($0) }
            example += divider
            rest = rest.dropFirst(divider.count)
        }
        guard let best else { return nil }
        (layout, self.rest) = best
    }

    private static func layout(of example: [UInt8]) -> TimeLayout? {
        example.withLineBytes { text in
            let layout = TimeLayout.candidates.first { layout in
                layout != .epoch && TimeReader.length(layout, text) == text.count
                    && layout.width ?? text.count == text.count
            }
            return layout ?? (text.count >= 10 && EpochTime.ticks(text) != nil ? .epoch : nil)
        }
    }

    /// One directive.
    private struct Part {
        /// `begin` or `end` of the request; empty where neither is said.
        let moment: Substring
        /// What it writes on 25 December 1999, 15:30:45, a day whose numbers do not look like one another.
        let example: String
        let rest: Substring

        init?(_ source: Substring) {
            guard source.first == "%" else { return nil }
            let start = source.dropFirst().drop { "<>!,".contains($0) || $0.isNumber }
            guard start.first == "{", let end = start.firstIndex(of: "}"), start[end...].dropFirst().first == "t" else {
                return nil
            }
            var format = start.dropFirst()[..<end]
            let colon = format.firstIndex(of: ":") ?? format.startIndex
            let hasMoment = ["begin", "end"].contains(format[..<colon])
            moment = hasMoment ? format[..<colon] : ""
            if hasMoment { format = format[colon...].dropFirst() }
            guard let example = Part.example(format) else { return nil }
            self.example = example
            rest = start[end...].dropFirst(2)
        }

        private static func example(_ format: Substring) -> String? {
            switch format {
            case "sec": return "1735140645"
            case "msec": return "1735140645250"
            case "usec": return "1735140645250000"
            case "msec_frac": return "250"
            case "usec_frac": return "250000"
            default: break
            }
            var text = ""
            var rest = format
            while let character = rest.popFirst() {
                if character == "%" {
                    guard let letter = rest.popFirst(), let value = value(letter) else { return nil }
                    text += value
                } else {
                    text.append(character)
                }
            }
            return text
        }

        /// Of strftime's conversions.
        private static func value(_ letter: Character) -> String? {
            switch letter {
            case "Y": "1999"
            case "y": "99"
            case "m": "12"
            case "d", "e": "25"
            case "H", "k": "15"
            case "I": "03"
            case "l": " 3"
            case "M": "30"
            case "S": "45"
            case "p": "PM"
            case "P": "pm"
            case "b", "h": "Dec"
            case "B": "December"
            case "a": "Sat"
            case "A": "Saturday"
            case "z": "+0000"
            case "Z": "UTC"
            case "F": "1999-12-25"
            case "D", "x": "12/25/99"
            case "T", "X": "15:30:45"
            case "R": "15:30"
            case "r": "03:30:45 PM"
            case "c": "Sat Dec 25 15:30:45 1999"
            case "s": "1735140645"
            case "t": "\t"
            case "%": "%"
            default: nil
            }
        }
    }
}
