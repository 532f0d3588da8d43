import Glibc
import Multiprocessing
import Platform
import ProbeSupport

func expect(_ wanted: SyncError, line: Int = #line, _ body: () throws -> Void) {
    do {
        try body()
        check(false, "did not throw \(wanted)", line: line)
    } catch {
        check(error as? SyncError == wanted, "threw \(error) and not \(wanted)", line: line)
    }
}

func expect(queue wanted: QueueError, line: Int = #line, _ body: () throws(QueueError) -> Void) {
    do throws(QueueError) {
        try body()
        check(false, "did not throw \(wanted)", line: line)
    } catch { check(error == wanted, "threw \(error) and not \(wanted)", line: line) }
}
