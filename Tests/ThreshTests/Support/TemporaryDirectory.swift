import Foundation
import Platform

/// A directory that is removed with all that is in it when its owner goes away.
struct TemporaryDirectory: ~Copyable {
    let path: String

    init() throws {
        // In memory where there is room for that: tests make thousands of small files.
        let memory = "/dev/shm"
        let parent = FileManager.default.isWritableFile(atPath: memory) ? memory : NSTemporaryDirectory()
        path = parent + "/thresh-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Returns the file's path.
    borrowing func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = path + "/" + name
        // Not by `Data.write`, which waits for the disk.
        let descriptor = try FileDescriptor.open(file, .create)
        try unsafe bytes.withUnsafeBytes { try unsafe descriptor.write($0) }
        return file
    }
}
