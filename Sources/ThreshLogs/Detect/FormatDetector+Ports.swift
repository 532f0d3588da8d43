extension FormatDetector {
    /// Where most lines of a server have a port behind the client's address, `192.0.2.1:4711 - -`, the format with a field
    /// for it.
    static func withClientPorts(_ detected: DetectedFormat, _ sample: SampleLines) -> DetectedFormat {
        guard case .steps(let variants) = detected.format.layout, case .field(let first)? = variants.first?.first,
            let client = detected.format.fields.firstIndex(where: { $0.source == .step(first.number) }),
            detected.format.fields[client].type == .ip, detected.format.fields[client].part == .whole,
            !detected.format.fields.contains(where: { $0.name == "port" })
        else { return detected }
        let words = sample.records.map { Array($0.prefix { $0 != 32 }) }
        let ports = words.filter { LinePatterns.portStart(of: $0) != nil || hasPortBehindVersion6($0) }
        guard ports.count * 2 > words.count else { return detected }
        var format = detected.format
        format.fields[client].part = .endpointAddress
        format.fields.insert(
            FieldDefinition("port", .integer, .step(first.number), part: .endpointPort), at: client + 1)
        var found = DetectedFormat(
            format: format, lineCount: detected.lineCount, fittingCount: detected.fittingCount,
            extraFieldCount: detected.extraFieldCount)
        found.strength = detected.strength
        found.points = detected.points
        found.note = detected.note
        return found
    }

    /// `[::1]:80`, or what is no address but for a port: `2001:db8::1:39759`.
    private static func hasPortBehindVersion6(_ word: [UInt8]) -> Bool {
        guard let colon = word.lastIndex(of: UInt8(ascii: ":")), LinePatterns.isInteger(Array(word[(colon + 1)...]))
        else { return false }
        let address = Array(word[..<colon])
        let isBracketed = address.first == UInt8(ascii: "[") && address.last == UInt8(ascii: "]")
        let inner = isBracketed ? Array(address.dropFirst().dropLast()) : address
        return LinePatterns.isAddress(inner) && (isBracketed || !LinePatterns.isAddress(word))
    }
}
