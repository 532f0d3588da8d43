/// A function that another process of this program can be asked to run by its name: from a fork server, or in a process
/// that starts anew. Only its argument and its result travel.
///
///     let square = EntryPoint<Int, Int>("square") { $0 * $0 }
///
///     try ForkServer.start(square)                                // first thing in main
///     ...
///     let answer = try ForkServer.shared.start(square, 12).value()
///
/// Names are unique in a program. Outside `main.swift` a global is made when it is first used: naming it where the
/// server is started, or in `ChildProcess.runIfSpawned`, sees to that.
public struct EntryPoint<Argument: Codable, Output: Codable>: RegisteredEntryPoint {
    public let name: String

    /// - `body`: runs in a process with one thread, that has of this one at most what it had when the fork
    ///   server was started.
    public init(_ name: String, _ body: @escaping @Sendable (Argument) throws -> Output) {
        self.name = name
        let (arguments, outputs) = (PayloadCodec<Argument>.codable, PayloadCodec<Output>.codable)
        EntryPointRegistry.shared.register(name) { try outputs.encode(body(arguments.decode($0))) }
    }

    /// A call of it, to be made later or elsewhere.
    public func call(_ argument: Argument) throws(ProcessError) -> EntryCall {
        do {
            return EntryCall(name: name, argument: try PayloadCodec<Argument>.codable.encode(argument))
        } catch {
            throw .coding(error)
        }
    }
}

/// Any entry point.
public protocol RegisteredEntryPoint: Sendable {
    var name: String { get }
}

/// An entry point with its argument.
public struct EntryCall: Sendable, Codable {
    let name: String
    let argument: [UInt8]
}
