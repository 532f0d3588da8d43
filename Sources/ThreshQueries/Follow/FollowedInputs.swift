import Platform
import Thresh

/// The files that a follower reads: found by name, known by inode, through rotation.
final class FollowedInputs {
    private var names: [FollowedName] = []
    private(set) var files: [FollowedFile] = []
    /// Compressed ones: read once, as they are.
    private(set) var archives: [FollowedFile] = []
    private(set) var stream: FollowedStream?
    /// Tells of files, and of names; nil where there can be none.
    let fileWatcher = ChangeWatcher()
    let nameWatcher = ChangeWatcher()
    private var watchedDirectories: Set<String> = []
    private let tell: (String) -> Void

    /// How long a removed file must not have grown before it is closed: who writes to it may not know yet.
    private static let silence = 3.0

    /// - Parameter tell: told what becomes of files, for a person.
    init(_ inputs: [String], tell: @escaping (String) -> Void) throws {
        self.tell = tell
        var paths: [String] = []
        for input in inputs {
            if input == "-" {
                try addStandardInput()
            } else if !FileSystem.exists(input), !input.contains(where: { "*?[".contains($0) }) {
                paths.append(input)
            } else {
                paths += try JobInput.files(input).map(\.name)
            }
        }
        let all = Set(paths)
        for path in paths {
            let name = FollowedName(path: path, isReopened: !FollowedName.isRotated(path, among: all))
            names.append(name)
            try open(name, isFirst: true)
            if name.isReopened && name.file == nil {
                name.isMissing = true
                tell("\(path): not there yet; waiting for it")
            }
            watchDirectory(of: path)
        }
    }

    func clearEvents() {
        fileWatcher?.clear()
        nameWatcher?.clear()
    }

    /// Whether lines may still come.
    var isEndless: Bool { !files.isEmpty || names.contains { $0.isMissing } }

    private func addStandardInput() throws {
        if stream != nil || files.contains(where: { $0.name == "-" }) {
            throw ThreshError(.usage, "standard input (-) is named twice; it can be read only once")
        }
        do {
            let input = try Terminal.duplicate(Terminal.input, name: "standard input")
            let status = try input.status()
            if status.kind == .regular {
                let start = input.position ?? 0
                let file = FollowedFile(input, status, name: "-")
                if start > 0 { try file.skip(to: start) }
                add(file)
            } else {
                stream = FollowedStream(input)
            }
        } catch let error as SystemError {
            throw ThreshError(error)
        }
    }

    // MARK: opening

    /// Opens what is at the name now, unless it is open already.
    private func open(_ name: FollowedName, isFirst: Bool) throws {
        let opened: FollowedFile
        let status: FileStatus
        do throws(SystemError) {
            let descriptor = try FileDescriptor.open(name.path, .read)
            status = try descriptor.status()
            opened = FollowedFile(descriptor, status, name: name.path)
        } catch {
            if error.isMissing { return }
            // Permissions may be set a moment after a file is made.
            if !isFirst { return }
            throw ThreshError(.missingInput, "\(name.path): \(error.reason); check the path and its permissions")
        }
        if status.kind != .regular {
            if !isFirst { return }
            throw ThreshError(
                .missingInput,
                "\(name.path): not a regular file; to follow a pipe or a device, redirect it and give - as the input")
        }
        let known = files.first { $0.isSame(as: status) }
        let file = known ?? opened
        if known == nil {
            if isFirst, try file.isCompressed() {
                archives.append(file)
                name.isReopened = false
                return
            }
            file.reader = name.file?.reader ?? name.reader
            file.isReaderInherited = true
            add(file)
        }
        file.isRetired = !name.isReopened
        name.file = file
    }

    private func add(_ file: FollowedFile) {
        files.append(file)
        file.watch = fileWatcher?.watchFile(file.path)
    }

    private func watchDirectory(of path: String) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        if watchedDirectories.contains(directory) { return }
        if nameWatcher?.watchDirectory(directory) != nil { watchedDirectories.insert(directory) }
    }

    /// Closes what was read and does not grow.
    func closeArchives() { archives = [] }

    // MARK: rotation

    /// Looks where names lead to now. A file that lost its name is read to its end, by `finish`, before the one that got it.
    func reopen(_ finish: (FollowedFile) throws -> Void) throws {
        for name in names where name.isReopened {
            guard let status = try? FileSystem.status(name.path) else {
                if !name.isMissing && name.file != nil { tell("\(name.path): gone; waiting for a new one") }
                name.isMissing = true
                continue
            }
            if let file = name.file, file.isSame(as: status) {
                name.isMissing = false
                continue
            }
            let old = name.file
            if let old { try finish(old) }
            try open(name, isFirst: false)
            if name.file === old { continue }
            name.isMissing = false
            tell(old == nil ? "\(name.path): there now" : "\(name.path): replaced; reading the new file")
            watchDirectory(of: name.path)
            if let old, !names.contains(where: { $0.file === old }) { old.isRetired = true }
            if let old { name.former.append(old) }
        }
    }

    /// Files to which nothing will be written any more, as far as one can tell: removed ones that do not grow, and those
    /// that had a name before the one that had it last. They are closed.
    func takeFinished() throws -> [FollowedFile] {
        let now = Instant.now
        let led = Set(names.filter { !$0.isMissing }.compactMap { $0.file.map { ObjectIdentifier($0) } })
        var finished: [FollowedFile] = []
        for file in files where !led.contains(ObjectIdentifier(file)) || file.isRetired {
            let isRemoved = try file.status().linkCount == 0
            let isOld = names.contains { $0.former.dropLast().contains { $0 === file } }
            if file.isOverwritten
                || (isRemoved || isOld) && now.seconds(since: file.lastGrowth) > FollowedInputs.silence
            {
                finished.append(file)
            }
        }
        for file in finished { close(file) }
        return finished
    }

    private func close(_ file: FollowedFile) {
        if let watch = file.watch { fileWatcher?.stop(watch) }
        files.removeAll { $0 === file }
        for name in names {
            if name.file === file { name.file = nil }
            name.former.removeAll { $0 === file }
        }
    }
}
