/// A run to merge: a file of its own, or what came of it in blobs.
enum RunInput {
    case file(String)
    case blobs(BlobRun)

    func valueWidth() throws(ThreshError) -> Int? {
        switch self {
        case .file(let path): try RunFile(path: path).valueWidth
        case .blobs(let run): run.valueWidth
        }
    }
}

/// One partition of a run in blobs, which lie anywhere in a file with others.
struct BlobRun: Sendable {
    let spool: String
    let valueWidth: Int?
    /// In the order of their records.
    var blobs: [Blob]

    struct Blob: Sendable {
        let offset: UInt64
        let byteCount: Int
        let contentBytes: Int
    }
}
