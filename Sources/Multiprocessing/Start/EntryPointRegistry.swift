/// The entry points of this program, by name.
final class EntryPointRegistry: @unchecked Sendable {
    static let shared = EntryPointRegistry()

    private let lock = ThreadLock()
    private var bodies: [String: ([UInt8]) throws -> [UInt8]] = [:]

    func register(_ name: String, _ body: @escaping ([UInt8]) throws -> [UInt8]) {
        let isNew = lock.withLock { bodies.updateValue(body, forKey: name) == nil }
        precondition(isNew, "there are two entry points with the name \"\(name)\"")
    }

    func body(_ name: String) throws(UnknownEntryPoint) -> ([UInt8]) throws -> [UInt8] {
        guard let body = lock.withLock({ bodies[name] }) else { throw UnknownEntryPoint(name: name) }
        return body
    }
}

struct UnknownEntryPoint: Error, CustomStringConvertible {
    let name: String
    var description: String {
        """
        no entry point "\(name)" is registered in this process; make it before the fork server starts and before \
        ChildProcess.runIfSpawned, and name it there
        """
    }
}
