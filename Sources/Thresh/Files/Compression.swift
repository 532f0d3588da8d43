package import Platform

/// How an input file is stored, told by its first bytes: compressed, in characters of two bytes, or in lines of old Macs. Its name counts only where
/// the file is shorter than what tells.
package enum Compression: String, Sendable, CaseIterable {
    case none, gzip, zstd, bzip2, xz
    /// Text with a byte order mark, which is read as UTF-8.
    case utf16 = "UTF-16"
    /// A table, by its name, whose lines end with CR alone; they are read as if LF ended them.
    case returns = "CR-ended"

    /// Those that can hold any bytes.
    package static let allCases: [Compression] = [.none, .gzip, .zstd, .bzip2, .xz]

    /// Whether one file can be read in several chunks.
    package var isDivisible: Bool { self == .none || self == .zstd }

    /// The longest prefix that `detect` looks at.
    package static let prefixLength = 10

    /// Tells the compression of a file that begins with `prefix`; a shorter prefix than `prefixLength` is a whole file, which may
    /// have been cut off within the bytes that tell, so that reading it fails as for any other that is cut off.
    ///
    /// - Parameter name: of the file, if it has one.
    package static func detect(_ prefix: borrowing Span<UInt8>, name: String = "") -> Compression {
        func begins(_ magic: [UInt8], at offset: Int = 0) -> Bool {
            guard prefix.count >= offset + magic.count else { return false }
            return magic.indices.allSatisfy { prefix[offset + $0] == magic[$0] }
        }
        if begins([0x1F, 0x8B]) { return .gzip }
        // Two NUL bytes behind the mark would make it one of UTF-32.
        if begins([0xFE, 0xFF]) || begins([0xFF, 0xFE]) && !begins([0, 0], at: 2) { return .utf16 }
        if begins([0x28, 0xB5, 0x2F, 0xFD]) { return .zstd }
        if begins([0x2A, 0x4D, 0x18], at: 1) && prefix[0] >> 4 == 5 { return .zstd }
        if begins([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) { return .xz }
        // Text may well begin with "BZh1", so the magic of the first block, or of the end of an empty stream, must follow.
        if begins([0x42, 0x5A, 0x68]) && prefix.count > 3 && (0x31...0x39).contains(prefix[3])
            && (begins([0x31, 0x41, 0x59, 0x26, 0x53, 0x59], at: 4)
                || begins([0x17, 0x72, 0x45, 0x38, 0x50, 0x90], at: 4))
        {
            return .bzip2
        }
        return beginning(prefix, name: name) ?? .none
    }

    /// What begins with a part of its magic, or with nothing, and ends there: where the name promises that compression, or where
    /// no text is so.
    private static func beginning(_ file: borrowing Span<UInt8>, name: String) -> Compression? {
        if file.count >= prefixLength { return nil }
        for (compression, magic, proof) in magics where file.count < magic.count {
            guard magic.prefix(file.count).indices.allSatisfy({ magic[$0] == nil || magic[$0] == file[$0] }) else {
                continue
            }
            if file.count >= proof || compression.isPromised(by: name) { return compression }
        }
        return nil
    }

    /// What the files of a compression begin with, nil for any byte, and how many of these bytes no text is made of.
    private static let magics: [(Compression, [UInt8?], proof: Int)] = [
        (.gzip, [0x1F, 0x8B], 2),
        (.zstd, [0x28, 0xB5, 0x2F, 0xFD], 2),
        (.zstd, [0x50, 0x2A, 0x4D, 0x18], 4),
        (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], 2),
        (.bzip2, [0x42, 0x5A, 0x68, nil, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], 7),
        (.bzip2, [0x42, 0x5A, 0x68, nil, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90], 5),
    ]

    private func isPromised(by name: String) -> Bool {
        let endings: [String] =
            switch self {
            case .gzip: [".gz", ".tgz"]
            case .zstd: [".zst", ".zstd"]
            case .xz: [".xz"]
            case .bzip2: [".bz2"]
            case .none, .utf16, .returns: []
            }
        let name = name.lowercased()
        return endings.contains { name.hasSuffix($0) }
    }

    /// Reads the first bytes of `file`, which must be a regular one, and tells its compression.
    ///
    /// - Parameter name: of the file, if it has one.
    package static func detect(
        _ file: borrowing FileDescriptor, name: String = ""
    ) throws(ThreshError) -> Compression {
        let isTable = TableFile.isNamed(name)
        var prefix = [UInt8](repeating: 0, count: isTable ? TableFile.headLength : prefixLength)
        var count = 0
        var failure: SystemError?
        unsafe prefix.withUnsafeMutableBytes { bytes in
            do throws(SystemError) {
                count = try unsafe file.readFully(into: bytes, at: 0)
            } catch {
                failure = error
            }
        }
        if let failure { throw ThreshError(failure) }
        let head = prefix.span.extracting(first: count)
        let found = detect(head.extracting(first: min(count, prefixLength)), name: name)
        return found == .none && isTable && TableFile.endsLinesWithReturns(head) ? .returns : found
    }
}
