import Platform
import Thresh

/// Which content files have.
enum FileContent {
    /// A word for a file, or for each in a directory; none for what is neither.
    static func words(of path: String) -> [String] {
        guard let status = try? FileSystem.status(path) else { return [] }
        switch status.kind {
        case .regular:
            guard let content = try? PartFile.summary(of: path) else { return [] }
            return ["\(path)=\(String(content.checksum, radix: 16))"]
        case .directory: return ((try? FileSystem.list(path)) ?? []).sorted().flatMap { words(of: path + "/" + $0) }
        default: return []
        }
    }
}
