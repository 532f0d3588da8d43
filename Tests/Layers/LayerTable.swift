/// Which folders of a module may use which, as the tables of `Docs/Architecture.md` say whose columns are `folder`, what is
/// in it, and `may use`: names in backquotes, `Module/Folder` in the first column, in the last one without the module.
struct LayerTable {
    struct Row {
        let folder: String
        let uses: [String]
        let line: Int
    }

    private(set) var rows: [String: Row] = [:]
    private(set) var faults: [String] = []

    init(_ text: String, path: String) {
        var isTable = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard line.hasPrefix("|") else {
                isTable = false
                continue
            }
            let cells = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
            if cells.first == "folder", cells.last == "may use" {
                isTable = true
                continue
            }
            guard isTable, let first = cells.first, let last = cells.last else { continue }
            guard let folder = LayerTable.names(in: first).first else { continue }
            let module = folder.prefix { $0 != "/" }
            let row = Row(
                folder: folder, uses: LayerTable.names(in: last).map { $0 == module ? $0 : "\(module)/\($0)" },
                line: index + 1)
            if rows[folder] != nil { faults.append("\(path):\(row.line): \(folder) is there twice") }
            rows[folder] = row
        }
        for row in rows.values {
            for used in row.uses where rows[used] == nil {
                faults.append("\(path):\(row.line): \(row.folder) may use \(used), which has no row")
            }
        }
    }

    /// The deepest folder with a row that a directory is in; a module's own row is of the files directly in it.
    func folder(of directory: String) -> String? {
        var parts = directory.split(separator: "/")
        while !parts.isEmpty {
            let name = parts.joined(separator: "/")
            if rows[name] != nil, parts.count > 1 || name == directory { return name }
            parts.removeLast()
        }
        return nil
    }

    private static func names(in cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .compactMap { $0.offset % 2 == 1 ? String($0.element) : nil }
    }
}
