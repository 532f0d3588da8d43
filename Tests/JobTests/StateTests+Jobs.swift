@testable import Thresh

extension StateTests {
    struct Lines: CombiningJob {
        // SAFETY: tests of this suite run one after another, and jobs inline.
        nonisolated(unsafe) static var mapped = 0
        nonisolated(unsafe) static var left = Int.max

        struct Stopped: Error {}

        func map(_ record: Record, into output: inout Combined<String, Count>) throws {
            if unsafe Lines.left == 0 { throw Stopped() }
            unsafe Lines.left -= 1
            unsafe Lines.mapped += 1
            output.emit(String(record.line), 1)
        }
    }

    struct Cells: CombiningJob {
        var records: RecordFormat { .csv(hasHeader: true) }

        func map(_ record: Record, into output: inout Combined<String, Count>) { output.emit(String(record.bytes), 1) }
    }

    struct Paragraphs: CombiningJob {
        var records: RecordFormat { .paragraphs }

        func map(_ record: Record, into output: inout Combined<String, Count>) {
            output.emit(String(record.bytes).split(separator: "\n").joined(separator: "|"), 1)
        }
    }
}
