internal import Platform

/// Standard input for a question that reads it more than once: a copy, where it is a pipe. The copy goes with its owner.
package final class RereadInput {
    package let path: String
    private let workDirectory: WorkDirectory

    /// - Parameter directory: where the copy goes; nil for where the files of jobs go.
    package init(in directory: String?) throws(ThreshError) {
        let workDirectory = try WorkDirectory(in: directory ?? Machine.environment("TMPDIR") ?? "/tmp")
        let interrupts = try Interrupts(isEnabled: Fork.threadCount == 1)
        var catalog = InputCatalog(spoolPath: workDirectory.path + "/" + WorkFiles.spool) {
            input throws(ThreshError) in try interrupts.wait(for: input, "while standard input was read")
        }
        try catalog.add("-")
        path = catalog.files[0].path
        self.workDirectory = workDirectory
    }
}
