internal import Platform

/// An error that another process threw, as what could be told of it: it is made of text alone, so that it can always be
/// read, whatever the error was.
public struct RemoteError: Error, Sendable, Equatable, Codable, CustomStringConvertible {
    /// The name of the error's type, with its module; of one that is local to a function, without the function.
    public let type: String
    /// The error as text; at most `longestText` bytes of it.
    public let message: String
    /// Where it came from, the innermost first: what the error told if it is a `BacktracedError`, and the processes that
    /// it passed. Empty where nothing is known: Swift keeps no backtraces of errors.
    public let backtrace: [String]

    /// The most that is kept of a message or of a line of a backtrace, in bytes.
    public static let longestText = 1 << 20
    static let mostLines = 1000

    public init(type: String, message: String, backtrace: [String] = []) {
        self.type = type
        self.message = message
        self.backtrace = backtrace
    }

    /// What can be told of any error.
    public init(_ error: any Error) {
        switch error {
        case let error as RemoteError: self = error
        case ProcessError.failed(let error, _): self = error
        case let error as any BacktracedError:
            self.init(type: RemoteError.typeName(of: error), message: "\(error)", backtrace: error.backtrace)
        default: self.init(type: RemoteError.typeName(of: error), message: "\(error)")
        }
    }

    /// The runtime names a private type's surroundings by an address: "module.(unknown context at $5d0c1b2a).Type".
    private static func typeName(of error: any Error) -> String {
        var name = String(reflecting: Swift.type(of: error))
        while let start = name.firstRange(of: "(unknown context at $"),
            let end = name[start.upperBound...].firstRange(of: ").")
        {
            name.removeSubrange(start.lowerBound..<end.upperBound)
        }
        return name
    }

    public var description: String {
        (["\(type): \(message)"] + backtrace.map { "  at \($0)" }).joined(separator: "\n")
    }

    /// Writes it to standard error as one line: for an error that nobody else may ever hear of.
    func print(in place: String) {
        let text = "\(place) threw \(type): \(message)".split(whereSeparator: \.isNewline).joined(separator: " ")
        Terminal.writeError((text.count > 2000 ? text.prefix(2000) + "…" : text[...]) + "\n")
    }

    /// The same error, with one more place that it passed.
    func passing(_ place: String) -> RemoteError {
        RemoteError(type: type, message: message, backtrace: backtrace + [place])
    }
}

/// An error that knows where it was thrown: the lines reach the process that started the one that threw it.
public protocol BacktracedError: Error {
    var backtrace: [String] { get }
}
