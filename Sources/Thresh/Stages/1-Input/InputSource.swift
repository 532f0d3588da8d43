import Platform

/// The bytes of one chunk of an input file, whatever its compression.
package enum InputSource: ~Copyable, ByteSource {
    case plain(PlainSource)
    case gzip(GzipSource)
    case zstd(ZstdSource)
    case bzip2(Bzip2Source)
    case xz(XzSource)
    case utf16(UTF16Source)
    case returns(ReturnsSource)
    case gzipStretch(GzipStretchSource)

    /// Opens the file at `path`, from `start` on, for the chunk that ends at `limit`: compressed offsets both. Messages
    /// call it `name`, which differs from the path for standard input.
    ///
    /// Where the compression is not divisible, the range is the whole file, whatever `limit` says.
    ///
    /// REQUIRES: where the compression is not divisible, `start` is 0; where it is zstd, `start` is among
    /// `ZstdFrames.boundaries`, and `limit` is too or is the end of the file.
    package init(
        path: String, name: String? = nil, compression: Compression, start: UInt64 = 0, limit: UInt64 = .max
    ) throws(ThreshError) {
        try self.init(
            try InputSource.open(path, name: name ?? path), compression: compression, start: start, limit: limit)
    }

    /// The same of a file that the job has found before. Throws where it has changed since.
    ///
    /// - Parameter compression: what it is taken for, where that is not what it is.
    init(
        _ file: InputFile, as compression: Compression? = nil, start: UInt64 = 0, limit: UInt64 = .max
    ) throws(ThreshError) {
        try self.init(
            try InputSource.open(file), compression: compression ?? file.compression, start: start, limit: limit)
    }

    private init(
        _ file: consuming FileDescriptor, compression: Compression, start: UInt64, limit: UInt64
    ) throws(ThreshError) {
        precondition(start == 0 || compression.isDivisible, "\(compression.rawValue) data has no second chunk")
        self =
            switch compression {
            case .none: .plain(PlainSource(file, start: start, limit: limit))
            case .gzip: .gzip(try GzipSource(file))
            case .zstd: .zstd(try ZstdSource(file, start: start, limit: limit))
            case .bzip2: .bzip2(try Bzip2Source(file))
            case .xz: .xz(try XzSource(file))
            case .utf16: .utf16(try UTF16Source(file))
            case .returns: .returns(try ReturnsSource(file))
            }
    }

    /// Opens a file that messages call `name`.
    ///
    /// - Parameter stamp: what it must be.
    static func open(_ path: String, name: String, _ stamp: FileStamp? = nil) throws(ThreshError) -> FileDescriptor {
        let file: FileDescriptor
        do throws(SystemError) {
            file = try FileDescriptor.open(path, .read).named(name)
        } catch {
            throw error.isMissing
                ? ThreshError(.missingInput, "\(name): there is no such file; check the path") : ThreshError(error)
        }
        // What is to be told is told by whoever has read it.
        _ = try stamp?.check(file)
        return file
    }

    /// Throws unless it is what the job has found before.
    static func open(_ file: InputFile) throws(ThreshError) -> FileDescriptor {
        try open(file.path, name: file.name, file.stamp)
    }

    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ThreshError) -> Int {
        // A payload cannot be changed in place: it is taken out and put back, which costs nothing beside a read.
        let outcome: Result<Int, ThreshError>
        switch consume self {
        case .plain(var source):
            outcome = unsafe source.attempt(into: buffer)
            self = .plain(source)
        case .gzip(var source):
            outcome = unsafe source.attempt(into: buffer)
            self = .gzip(source)
        case .zstd(var source):
            outcome = unsafe source.attempt(into: buffer)
            self = .zstd(source)
        case .bzip2(var source):
            outcome = unsafe source.attempt(into: buffer)
            self = .bzip2(source)
        case .xz(var source):
            outcome = unsafe source.attempt(into: buffer)
            self = .xz(source)
        case .utf16(var source):
            outcome = unsafe source.attempt(into: buffer)
            self = .utf16(source)
        case .returns(var source):
            outcome = unsafe source.attempt(into: buffer)
            self = .returns(source)
        case .gzipStretch(var source):
            outcome = unsafe source.attempt(into: buffer)
            self = .gzipStretch(source)
        }
        return try outcome.get()
    }

    package func check(_ stamp: FileStamp) throws(ThreshError) -> Bool {
        switch self {
        case .plain(let source): try source.check(stamp)
        case .gzip(let source): try source.check(stamp)
        case .zstd(let source): try source.check(stamp)
        case .bzip2(let source): try source.check(stamp)
        case .xz(let source): try source.check(stamp)
        case .utf16(let source): try source.check(stamp)
        case .returns(let source): try source.check(stamp)
        case .gzipStretch(let source): try source.check(stamp)
        }
    }

    package var consumed: UInt64 {
        switch self {
        case .plain(let source): source.consumed
        case .gzip(let source): source.consumed
        case .zstd(let source): source.consumed
        case .bzip2(let source): source.consumed
        case .xz(let source): source.consumed
        case .utf16(let source): source.consumed
        case .returns(let source): source.consumed
        case .gzipStretch(let source): source.consumed
        }
    }

    package var producedAtLimit: UInt64? {
        switch self {
        case .plain(let source): source.producedAtLimit
        case .gzip(let source): source.producedAtLimit
        case .zstd(let source): source.producedAtLimit
        case .bzip2(let source): source.producedAtLimit
        case .xz(let source): source.producedAtLimit
        case .utf16(let source): source.producedAtLimit
        case .returns(let source): source.producedAtLimit
        case .gzipStretch(let source): source.producedAtLimit
        }
    }
}

extension ByteSource where Self: ~Copyable {
    fileprivate mutating func attempt(into buffer: UnsafeMutableRawBufferPointer) -> Result<Int, ThreshError> {
        do throws(ThreshError) {
            return .success(try unsafe read(into: buffer))
        } catch {
            return .failure(error)
        }
    }
}
