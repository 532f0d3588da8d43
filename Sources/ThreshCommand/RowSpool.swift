internal import Platform
internal import Thresh

/// Rows that wait in a file until the last worker has ended.
final class RowSpool {
    private let workDirectory: WorkDirectory
    private let file: FileDescriptor
    private static let pieceSize = 1 << 20

    /// - Parameter parent: nil: where the files of jobs go by default.
    init(in parent: String?) throws(ThreshError) {
        let workDirectory = try WorkDirectory(in: parent ?? Machine.environment("TMPDIR") ?? "/tmp")
        do {
            file = try FileDescriptor.open(workDirectory.path + "/" + WorkFiles.rows, .createNew)
        } catch {
            throw ThreshError(error)
        }
        self.workDirectory = workDirectory
    }

    func add(_ bytes: UnsafeRawBufferPointer) throws(ThreshError) {
        do { try unsafe file.write(bytes) } catch { throw ThreshError(error) }
    }

    /// Reads all rows, from the first on.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var piece = [UInt8](repeating: 0, count: RowSpool.pieceSize)
        var offset: UInt64 = 0
        while true {
            let count: Int
            do {
                count = try unsafe piece.withUnsafeMutableBytes { try unsafe file.readFully(into: $0, at: offset) }
            } catch let error as SystemError {
                throw ThreshError(error)
            }
            if count == 0 { return }
            try unsafe piece.withUnsafeBytes { try unsafe body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            offset += UInt64(count)
        }
    }
}
