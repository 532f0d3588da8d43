/// Where two sequences differ first; nil when they are equal. For long ones, of which an expectation that fails would
/// compute every difference.
public func firstDifference<Element: Equatable>(_ found: [Element], _ expected: [Element]) -> String? {
    if found == expected { return nil }
    let place = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, expected.count)
    func around(_ elements: [Element]) -> String {
        let part = Array(elements[min(place, elements.count)..<min(place + 20, elements.count)])
        let text = (part as? [UInt8]).map { String(decoding: $0, as: UTF8.self).debugDescription }
        return String((text ?? "\(part)").prefix(300))
    }
    return """
        they differ at \(place) of \(found.count) and \(expected.count): \
        \(around(found)) instead of \(around(expected))
        """
}
