/// Compares the arrows between the folders of each module with the table in `Docs/Architecture.md`.
///
///     layer-check [--table] PACKAGE
///
/// The compiler keeps the arrows between modules, but within a module every file sees every other. An arrow is a type that
/// a file of one folder names and a file of another one defines. One that the table lacks is a fault, and so is one that the
/// table has and no file needs. With `--table` the arrows that there are are printed as rows of the table.
import Foundation

struct SourceFile {
    let path: String
    let directory: String
    let names: SwiftNames

    var module: String { String(directory.prefix { $0 != "/" }) }
}

/// From one folder to another, for one name.
struct Arrow {
    let from: String
    let to: String
    let path: String
    let line: Int
    let name: String
}

func fail(_ message: String) -> Never {
    FileHandle.standardError.write(Data("layer-check: \(message)\n".utf8))
    exit(1)
}

var arguments = Array(CommandLine.arguments.dropFirst())
let printsTable = arguments.first == "--table"
if printsTable { arguments.removeFirst() }
guard arguments.count == 1 else { fail("usage: layer-check [--table] PACKAGE") }
let root = arguments[0]
let sources = root + "/Sources"

var files: [SourceFile] = []
guard let paths = FileManager.default.enumerator(atPath: sources) else { fail("\(sources) cannot be read") }
for case let path as String in paths where path.hasSuffix(".swift") && !path.contains(".docc/") {
    guard let text = try? String(contentsOfFile: "\(sources)/\(path)", encoding: .utf8) else {
        fail("\(sources)/\(path) cannot be read")
    }
    let directory = path.split(separator: "/").dropLast().joined(separator: "/")
    files.append(SourceFile(path: "Sources/" + path, directory: directory, names: SwiftNames(text)))
}
files.sort { $0.path < $1.path }
if files.count < 100 { fail("only \(files.count) files in \(sources): is it the package?") }

let document = "Docs/Architecture.md"
guard let text = try? String(contentsOfFile: "\(root)/\(document)", encoding: .utf8) else {
    fail("\(root)/\(document) cannot be read")
}
let table = LayerTable(text, path: document)
var faults = table.faults

let modules = Dictionary(grouping: files, by: \.module)
/// Of each file, by its path.
var folders: [String: String] = [:]
for (module, files) in modules {
    let isDivided = Set(files.map(\.directory)).count > 1
    for file in files {
        if let folder = table.folder(of: file.directory) {
            folders[file.path] = folder
        } else if isDivided {
            folders[file.path] = file.directory
            if !printsTable { faults.append("\(file.path): \(file.directory) has no row in \(document)") }
        } else {
            folders[file.path] = module
        }
    }
}

var arrows: [Arrow] = []
for (module, files) in modules {
    var homes: [String: Set<String>] = [:]
    for file in files {
        for name in file.names.defined { homes[name, default: []].insert(folders[file.path]!) }
    }
    for file in files {
        let from = folders[file.path]!
        for mention in file.names.mentions where mention.qualifier.isEmpty || mention.qualifier == module {
            guard let homes = homes[mention.name], !homes.contains(from), !file.names.local.contains(mention.name)
            else {
                continue
            }
            for to in homes {
                arrows.append(Arrow(from: from, to: to, path: file.path, line: mention.line, name: mention.name))
            }
        }
    }
}

if printsTable {
    var uses: [String: Set<String>] = [:]
    for (_, files) in modules where Set(files.map(\.directory)).count > 1 {
        for file in files { uses[folders[file.path]!] = [] }
    }
    for arrow in arrows { uses[arrow.from, default: []].insert(arrow.to) }
    for folder in uses.keys.sorted() {
        let inside = uses[folder]!.sorted().map { used in
            "`\(used.contains("/") ? used.split(separator: "/").dropFirst().joined(separator: "/") : used)`"
        }
        print("| `\(folder)` | | \(inside.joined(separator: " ")) |")
    }
    let pairs = uses.keys.sorted().flatMap { a in
        uses[a]!.sorted().filter { $0 > a && uses[$0]?.contains(a) == true }.map { (a, $0) }
    }
    for (a, b) in pairs {
        let there = arrows.filter { $0.from == a && $0.to == b }.count
        let back = arrows.filter { $0.from == b && $0.to == a }.count
        print("both ways: \(a) \(there) and \(b) \(back)")
        let fewer = arrows.filter { there < back ? $0.from == a && $0.to == b : $0.from == b && $0.to == a }
        for arrow in fewer.prefix(6) { print("    \(arrow.path):\(arrow.line) \(arrow.name)") }
    }
    exit(0)
}

var needed: Set<[String]> = []
for arrow in arrows {
    needed.insert([arrow.from, arrow.to])
    guard let row = table.rows[arrow.from], !row.uses.contains(arrow.to) else { continue }
    faults.append(
        "\(arrow.path):\(arrow.line): \(arrow.name) is of \(arrow.to), which \(arrow.from) may not use (\(document):\(row.line))"
    )
}
for row in table.rows.values.sorted(by: { $0.line < $1.line }) {
    if !folders.values.contains(row.folder) {
        faults.append("\(document):\(row.line): there is no folder \(row.folder)")
    }
    for used in row.uses where !needed.contains([row.folder, used]) {
        faults.append("\(document):\(row.line): \(row.folder) may use \(used), and does not")
    }
}
if !faults.isEmpty {
    for fault in faults { FileHandle.standardError.write(Data("\(fault)\n".utf8)) }
    fail("\(faults.count) faults; an arrow that is meant goes into the table, any other out of the code")
}
print(
    "layer-check: \(files.count) files, \(table.rows.count) folders, \(needed.count) arrows, all of them in \(document)"
)
