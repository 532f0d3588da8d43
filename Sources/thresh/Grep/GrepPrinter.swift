import Platform
import Thresh

/// Makes the output of `GrepContext`'s rows, as grep prints it: numbers within files, lines around selected ones once, and
/// `--` where lines were left out between two groups of them.
struct GrepPrinter: ~Copyable {
    private let job: GrepContext
    private(set) var isAnySelected = false
    private var output = ByteBuffer()

    private var file = -1
    private var prefixes: (selected: [UInt8], other: [UInt8]) = ([], [])
    /// Lines of the file before the present block.
    private var base: UInt64 = 0
    private var selected = 0
    /// The last line that was printed of this file.
    private var printed: UInt64 = 0
    /// Lines up to this one are printed because of a selected one before them.
    private var printedEnd: UInt64 = 0
    /// The last lines that were not printed; at most `before`.
    private var recent: [(number: UInt64, line: [UInt8])] = []
    private var isAnyPrinted = false

    init(_ job: GrepContext) { self.job = job }

    /// Whether nothing more will be printed.
    var isDone: Bool { job.files.names.count == 1 && selected >= job.limit && printed >= printedEnd }

    /// Takes a row, and appends what there is to print to `output`.
    mutating func add(_ row: ByteView) {
        let end = row.firstIndex(of: UInt8(ascii: ":"), from: 1) ?? row.count
        guard row.count > 1, let value = row.slice(1, end).integer else { fatalError("no row of a search") }
        let number = base + UInt64(value)
        switch row[0] {
        case UInt8(ascii: "F"): begin(value)
        case UInt8(ascii: "E"): base = number
        case UInt8(ascii: ":") where selected < job.limit: select(number, row.slice(end + 1, row.count))
        case UInt8(ascii: "o") where number == printed: print(row.slice(end + 1, row.count), number, isSelected: true)
        case UInt8(ascii: ":"), UInt8(ascii: "-"): pass(number, row.slice(end + 1, row.count))
        default: break
        }
    }

    /// What has been gathered since the last call.
    mutating func flush(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        if output.count == 0 { return }
        defer { output.removeAll() }
        try unsafe body(output.rawBuffer)
    }

    private mutating func begin(_ next: Int) {
        if file == next { return }
        file = next
        let name = job.files.names[next]
        prefixes.selected = job.files.areShown ? FileName.bytes(job.style.name(name, divider: ":")) : []
        prefixes.other = job.files.areShown ? FileName.bytes(job.style.name(name, divider: "-")) : []
        (base, selected, printed, printedEnd) = (0, 0, 0, 0)
        recent.removeAll()
    }

    private mutating func select(_ number: UInt64, _ line: ByteView) {
        selected += 1
        isAnySelected = true
        if job.onlyMatches {
            printed = number
            return
        }
        let context = recent.drop { $0.number + UInt64(job.before) < number || $0.number <= printed }
        separate(before: context.first?.number ?? number)
        for other in context {
            unsafe other.line.withUnsafeBytes { print(unsafe ByteView($0), other.number, isSelected: false) }
        }
        recent.removeAll(keepingCapacity: true)
        print(line, number, isSelected: true)
        printedEnd = number + UInt64(job.after)
    }

    private mutating func pass(_ number: UInt64, _ line: ByteView) {
        if number <= printedEnd && number > printed {
            print(line, number, isSelected: false)
        } else if job.before > 0 && selected < job.limit {
            if recent.count == job.before { recent.removeFirst() }
            recent.append((number, Array(line)))
        }
    }

    private mutating func separate(before number: UInt64) {
        if job.separates, isAnyPrinted, printed == 0 || number > printed + 1 {
            output.append(job.style.separator)
            output.append(UInt8(ascii: "\n"))
        }
    }

    private mutating func print(_ line: ByteView, _ number: UInt64, isSelected: Bool) {
        isAnyPrinted = true
        printed = number
        let prefix = isSelected ? prefixes.selected : prefixes.other
        unsafe prefix.withUnsafeBytes { unsafe output.append($0) }
        if job.style.showsNumbers { output.append(job.style.number(number, divider: isSelected ? ":" : "-")) }
        output.append(line)
        output.append(UInt8(ascii: "\n"))
    }
}
