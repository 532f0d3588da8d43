import ThreshLogs

/// A path that is followed, whichever file it leads to.
final class FollowedName {
    let path: String
    /// Whether another file that takes the name is read. Not under the name that a log gets when it is rotated: what comes
    /// there was read under its own.
    var isReopened: Bool
    /// The file that it led to last, as long as that is open.
    var file: FollowedFile? { didSet { reader = file?.reader ?? oldValue?.reader ?? reader } }
    /// What reads the lines under this name, once there were some.
    private(set) var reader: Int?
    /// Files that had the name before.
    var former: [FollowedFile] = []
    var isMissing = false

    init(path: String, isReopened: Bool) {
        self.path = path
        self.isReopened = isReopened
    }

    /// Whether a path is what rotation makes of one of the others: `access.log.1`, `access.log-20261122`, `access.log.old`
    /// beside `access.log`.
    static func isRotated(_ path: String, among paths: Set<String>) -> Bool {
        let name = RotatedName(path)
        if name.age != .current { return paths.contains(name.family) }
        return [".old", ".bak"].contains { path.hasSuffix($0) && paths.contains(String(path.dropLast($0.count))) }
    }
}
