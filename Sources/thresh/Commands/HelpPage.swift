import ArgumentParser
import ThreshCommand

/// The parser's help in the order of a reader: what the command alone has comes before what every command has.
enum HelpPage {
    /// Prints the page that `error` asks for and ends the process; returns where it asks for none.
    static func exitIfAsked(_ error: any Error, of root: any ParsableCommand.Type) {
        guard root.exitCode(for: error).isSuccess else { return }
        print(ordered(root.fullMessage(for: error)))
        do { try JobLauncher.finishOutput() } catch { root.exit(withError: error) }
        root.exit()
    }

    /// Moves the section OPTIONS to the front of those that have a title of their own.
    static func ordered(_ page: String) -> String {
        var sections: [[Substring]] = [[]]
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            // A title stands at the left, in capitals.
            if line.hasSuffix(":"), line.first?.isUppercase == true, line.uppercased() == line { sections.append([]) }
            sections[sections.count - 1].append(line)
        }
        if sections.contains(where: { $0.first?.contains("OPTIONS OF EVERY") == true }) {
            while sections[sections.count - 1].last == "" { sections[sections.count - 1].removeLast() }
            sections.append(exitCodes.split(separator: "\n", omittingEmptySubsequences: false))
        }
        return joined(sections)
    }

    private static let exitCodes = """

        EXIT CODES:
          0 done, 64 wrong use, 65 wrong data, 66 no such input, 70 a fault of ours, 73 the output cannot be made, 74 input or
          output failed, 130 interrupted; 1: grep found nothing, or sort -c a line that is not in order.
        """

    private static func joined(_ page: [[Substring]]) -> String {
        var sections = page
        guard let own = sections.firstIndex(where: { $0.first == "OPTIONS:" }),
            let common = sections.firstIndex(where: { $0.first?.contains("OPTIONS OF EVERY") == true }), common < own
        else { return sections.joined().joined(separator: "\n") }
        sections.insert(sections.remove(at: own), at: common)
        return sections.joined().joined(separator: "\n")
    }
}
