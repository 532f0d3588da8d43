internal import Platform

public enum NamedSharedMemoryError: Error, Equatable, CustomStringConvertible {
    /// Create: someone has the name already.
    case exists(String)
    /// Attach and unlink: nobody has created it, or it was unlinked.
    case missing(String)
    /// Attach: it has had no size for a second; its creator was killed while creating it.
    case unfinished(String)
    /// Empty, too long, or with a NUL or "/" in it.
    case invalidName(String)
    /// Not positive.
    case invalidSize(Int)
    case system(SystemCallError)

    static func system(_ error: SystemError) -> NamedSharedMemoryError { .system(SystemCallError(error)) }

    public var description: String {
        switch self {
        case .exists(let name): "shared memory \"\(name)\" exists; attach to it, or unlink it first"
        case .missing(let name): "there is no shared memory \"\(name)\""
        case .unfinished(let name): "shared memory \"\(name)\" was never given a size; unlink it"
        case .invalidName(let name):
            "\(name.debugDescription) cannot name shared memory: 1 to 250 bytes without \"/\" and NUL can"
        case .invalidSize(let size): "shared memory cannot have \(size) bytes"
        case .system(let error): error.description
        }
    }
}
