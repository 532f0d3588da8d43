import TestSupport
import Thresh

/// An input of a test's own, gone with the object.
final class ScratchFile {
    let path: String
    private let directory: TemporaryDirectory

    init(_ text: String) throws {
        directory = try TemporaryDirectory()
        path = directory.path("input")
        try directory.write(Array(text.utf8), to: "input")
    }

    /// To read it inline.
    var options: JobOptions {
        var options = JobOptions()
        options.inputs = [path]
        options.runsInline = true
        return options
    }
}

extension TemporaryDirectory {
    func lines(_ name: String) throws -> [String] {
        try read(name).split(separator: 10, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

/// The error of the engine that `body` throws; nil when it does not.
func failure<R>(_ body: () throws -> R) -> ThreshError? {
    do {
        _ = try body()
        return nil
    } catch {
        return error as? ThreshError
    }
}
