internal import Synchronization
internal import Thresh

/// A pattern for short texts of which there may be few: compiled when it is first searched for, and to machine code, which takes
/// as long to make as tens of lines to search, once it has been searched for often.
///
/// Characters are bytes, as in a `Pattern` without `utf`. Any thread may search at any time.
package final class LazyPattern: Sendable {
    private let source: String
    private let interpreted = AtomicLazyReference<RegexProgram>()
    private let compiled = AtomicLazyReference<RegexProgram>()
    private let searches = Atomic<Int>(0)
    private static let searchesBeforeMachineCode = 32

    package init(_ source: String) { self.source = source }

    /// Whether the pattern matches anywhere in a line; not if it is none, or gives up.
    package func matches(_ line: [UInt8]) -> Bool {
        guard let program, let scratch = try? MatchScratch(machineCode: false) else { return false }
        return unsafe line.withUnsafeBytes { unsafe program.search($0, from: 0, using: scratch) } >= 0
    }

    private var program: RegexProgram? {
        if let program = compiled.load() { return program }
        let isOften =
            searches.wrappingAdd(1, ordering: .relaxed).oldValue >= LazyPattern.searchesBeforeMachineCode
        if !isOften, let program = interpreted.load() { return program }
        let syntax = RegexProgram.Syntax(fixedString: false, ignoreCase: false, characters: .bytes)
        guard let program = try? RegexProgram(Array(source.utf8), syntax, machineCode: isOften) else { return nil }
        return isOften ? compiled.storeIfNil(program) : interpreted.storeIfNil(program)
    }
}
