/// A guess at what some lines are.
public struct DetectedFormat: Sendable {
    public let format: LogFormat
    /// How many lines were looked at, without empty ones and comments.
    public let lineCount: Int
    /// How many of them the format fits, to their end.
    public let fittingCount: Int
    /// How many fields the lines have behind those of the format: `extra1` and so on.
    public let extraFieldCount: Int

    /// What part of the lines fits, from 0 to 1.
    public var score: Double { lineCount == 0 ? 0 : Double(fittingCount) / Double(lineCount) }

    /// `combined with 1 extra field`.
    public var description: String {
        switch extraFieldCount {
        case 0: format.name
        case 1: "\(format.name) with 1 extra field"
        default: "\(format.name) with \(extraFieldCount) extra fields"
        }
    }
}
