/// Where and why bytes are not JSON.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    public enum Reason: String, Sendable {
        case noValue = "no value begins here"
        case unterminatedString = "a string that begins here does not end"
        case controlCharacter = "a control character in a string is not escaped"
        case badEscape = "this is no escape sequence"
        case badNumber = "this is no number"
        case unterminatedContainer = "an object or array that begins here does not end"
        case noName = "the name of a member is missing"
        case noColon = "the colon behind a name is missing"
        case noComma = "a comma or the end of the object or array is missing"
        case extraBytes = "something follows the value"
        case tooDeep = "objects and arrays are nested too deep"
    }

    public let reason: Reason
    /// In bytes from the document's beginning.
    public let offset: Int

    public var description: String { "bad JSON at byte \(offset) of the record: \(reason.rawValue)" }
}
