import Glibc

/// Checks that did not hold, in this process.
public nonisolated(unsafe) var failures = 0

public func check(
    _ condition: Bool, _ text: @autoclosure () throws -> String = "", line: Int = #line, file: String = #fileID
) {
    if condition { return }
    failures += 1
    print("failed: \((try? text()) ?? "and its text threw") (\(file):\(line))")
}

/// The error that `body` throws; nil, and a failed check, when it does not.
public func thrown<R>(line: Int = #line, file: String = #fileID, _ body: () throws -> R) -> (any Error)? {
    do {
        let value = try body()
        check(false, "returned \(value)", line: line, file: file)
        return nil
    } catch {
        return error
    }
}

/// Prints a line at once.
public func say(_ text: String) {
    print(text)
    fflush(nil)
}
