import Testing

@testable import ThreshLogs

/// Which names of files belong together, and what they say of the files' order.
struct RotatedNameTests {
    /// Of one family each, the oldest first.
    @Test(arguments: [
        ["access.log.10.gz", "access.log.9.gz", "access.log.2.gz", "access.log.1", "access.log"],
        ["access.log-20231231.gz", "access.log-20240101", "access.log-20240102.xz", "access.log"],
        ["access.log-2024-01-01-0900.gz", "access.log-2024-01-01-1400.gz", "access.log"],
        ["access.log-2024010109", "access.log-2024010114"],
        ["app-2024-01-01.log", "app-2024-01-02.log.gz", "app.log"],
        ["app.2024-01-01.1.log", "app.2024-01-01.2.log", "app.2024-01-01.10.log", "app.2024-01-02.1.log"],
        ["app.log.2024-01-01", "app.log.2024-01-02", "app.log"],
        ["a/x_log_20240101T000000.txt", "a/x_log_20240101T120000.txt"],
        ["messages-1704067200.gz", "messages-1704153600", "messages"],
        ["syslog.7.zst", "syslog.1", "syslog"],
    ])
    func families(_ names: [String]) {
        let parsed = names.map { RotatedName($0) }
        #expect(Set(parsed.map(\.family)).count == 1, "\(parsed)")
        for (index, one) in parsed.enumerated() {
            for (otherIndex, other) in parsed.enumerated() {
                #expect(one.isBefore(other) == (index < otherIndex), "\(names[index]) and \(names[otherIndex])")
            }
        }
    }

    @Test(arguments: [
        ["access.log", "error.log"], ["a/access.log", "b/access.log"], ["access.log", "access.log2"],
        ["server-1.log", "server-2.log"], ["1.2", "1.2.3"], ["v2024.log", "v2025.log"],
        ["ip-10-20-30-40.log", "ip-10-20-30-41.log"], ["report-20241301", "report-20241302"], ["x-20240101abc", "x"],
    ])
    func strangers(_ names: [String]) {
        #expect(RotatedName(names[0]).family != RotatedName(names[1]).family)
    }
}
