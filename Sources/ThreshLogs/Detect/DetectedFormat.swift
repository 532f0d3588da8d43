/// A guess at what some lines are.
public struct DetectedFormat: Sendable {
    public internal(set) var format: LogFormat
    /// How many lines were looked at, without empty ones, comments, and those that belong to a record before them.
    public let lineCount: Int
    /// How many of them the format fits, to their end.
    public let fittingCount: Int
    /// How many fields the lines have behind those of the format: `extra1` and so on.
    public let extraFieldCount: Int
    /// How much the format proves about a line that it fits, on the average.
    var strength = 0.0
    /// The same for each of the sample's lines, nil where it does not fit; empty where that was not looked at line by line.
    var points: [Double?] = []
    /// Where in these lines their times begin.
    var timeStarts: [Int?] = []
    /// How much of the strength is that lines look as the format says, whatever fields they have.
    var signatureStrength = 0.0
    /// What a person should know of the guess, if anything.
    public var note: String?

    /// A format that was said, not guessed.
    public init(forced format: LogFormat) {
        self.init(format: format, lineCount: 0, fittingCount: 0, extraFieldCount: 0)
    }

    init(format: LogFormat, lineCount: Int, fittingCount: Int, extraFieldCount: Int) {
        self.format = format
        self.lineCount = lineCount
        self.fittingCount = fittingCount
        self.extraFieldCount = extraFieldCount
    }

    /// The same guess where so many more lines were looked at that do not fit.
    func counting(further count: Int) -> DetectedFormat {
        var whole = DetectedFormat(
            format: format, lineCount: lineCount + count, fittingCount: fittingCount, extraFieldCount: extraFieldCount)
        (whole.strength, whole.points, whole.timeStarts, whole.note) = (strength, points, timeStarts, note)
        return whole
    }

    /// Whether it is a format with a name that proves something about each line.
    var isSure: Bool { strength > 0 && format.name != "learned" }

    /// What part of the lines fits, from 0 to 1.
    public var score: Double { lineCount == 0 ? 0 : Double(fittingCount) / Double(lineCount) }

    /// What detection ranks by.
    var claim: Double { strength * score }

    /// `combined with 1 extra field`.
    public var description: String {
        switch extraFieldCount {
        case 0: format.name
        case 1: "\(format.name) with 1 extra field"
        default: "\(format.name) with \(extraFieldCount) extra fields"
        }
    }

    /// Whether it is the better guess of the two; where they claim as much, the other is, which came first.
    func isBetter(than other: DetectedFormat) -> Bool {
        // A specific format within a general one, which half of the lines are enough for.
        if isWithin(other) { return strength > other.strength(where: points) }
        if other.isWithin(self) { return strength(where: other.points) >= other.strength }
        if abs(claim - other.claim) > 1e-9 { return claim > other.claim }
        return extraFieldCount < other.extraFieldCount
    }

    /// Whether another, which fits all lines that this one fits and more, has all that is sure in their fields.
    func provesNoMore(than other: DetectedFormat) -> Bool {
        isWithin(other)
            && strength - signatureStrength <= other.strength(where: points) - other.signatureStrength
    }

    /// Whether all lines that it fits are among those that another does, which fits more.
    private func isWithin(_ other: DetectedFormat) -> Bool {
        !points.isEmpty && points.count == other.points.count && fittingCount < other.fittingCount
            && zip(points, other.points).allSatisfy { $0 == nil || $1 != nil }
    }

    /// The mean over those lines that another format fits too.
    private func strength(where others: [Double?]) -> Double {
        let common = zip(points, others).compactMap { $1 == nil ? nil : $0 }
        return common.isEmpty ? 0 : common.reduce(0, +) / Double(common.count)
    }
}
