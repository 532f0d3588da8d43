import Glibc
import Platform

@testable import Thresh

/// A gzip file in a directory of its own, with what is found out about it.
struct GzipSite: ~Copyable {
    let directory: TemporaryDirectory
    let path: String
    let size: UInt64

    init(_ file: [UInt8]) throws {
        let directory = try TemporaryDirectory()
        path = try directory.write(file, to: "file")
        self.directory = directory
        size = UInt64(file.count)
    }

    borrowing func relay(_ stretchBytes: UInt64) throws -> GzipRelay {
        let windows = directory.path + "/windows"
        try? FileSystem.removeFile(windows)
        return try GzipRelay(fileSize: size, stretchBytes: stretchBytes, windowsPath: windows)
    }

    borrowing func write(_ relay: GzipRelay) throws {
        try GzipIndex.write(
            for: path, size: size, points: relay.foundPoints, windowsPath: relay.windowsPath, durable: false)
    }

    /// Nil where there is none that can be used.
    var index: GzipIndex? {
        get throws {
            let size = try FileSystem.status(path).size
            if case .found(let index) = GzipIndex.load(for: path, size: size) { return index }
            return nil
        }
    }

    borrowing func content(_ relay: GzipRelay) throws -> [UInt8] {
        try (0..<relay.count).flatMap { index in
            var source = try GzipStretchSource(path: path, name: path, relay, index)
            return try GzipSite.stretch(&source)
        }
    }

    borrowing func content(_ index: GzipIndex) throws -> [UInt8] {
        try (0...index.points.count).flatMap { number in
            var source = try GzipStretchSource(
                path: path, name: path, from: number == 0 ? nil : index.points[number - 1],
                to: number < index.points.count ? index.points[number] : nil, of: index)
            return try GzipSite.stretch(&source)
        }
    }

    /// Whether `bytes` begins with `count` bytes of `content` from a place on. Comparing arrays takes long in tests.
    static func isSame(_ bytes: [UInt8], _ content: [UInt8], at place: Int, count: Int) -> Bool {
        guard bytes.count >= count, content.count >= place + count else { return false }
        return unsafe bytes.withUnsafeBytes { bytes in
            unsafe content.withUnsafeBytes { unsafe memcmp(bytes.baseAddress!, $0.baseAddress! + place, count) == 0 }
        }
    }

    private static func stretch(_ source: inout GzipStretchSource) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        while source.producedAtLimit == nil {
            let count = try unsafe buffer.withUnsafeMutableBytes { try unsafe source.read(into: $0) }
            bytes.append(contentsOf: buffer.prefix(count))
        }
        return Array(bytes.prefix(Int(source.producedAtLimit!)))
    }
}
