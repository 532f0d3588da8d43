import Foundation
import TestSupport
import Testing

/// `make faults` builds a command that can be told to fail, and this is none: it has no symbol of a fault point, and not the name of
/// the variable that one asks for.
@Suite("Fault points", .timeLimit(.minutes(1))) struct FaultPointTests {
    @Test(arguments: ["thresh_fault", "THRESH_FAULT", "8Platform10FaultPointO"])
    func noOtherBuildHasThem(name: String) throws {
        let binary = try Data(
            contentsOf: URL(filePath: Command.productsDirectory + "/thresh"), options: .alwaysMapped)
        #expect(binary.range(of: Data(name.utf8)) == nil)
        // What is searched for would be found.
        #expect(binary.range(of: Data("8Platform14FileDescriptorV".utf8)) != nil)
    }

    @Test func noOtherBuildFails() throws {
        let site = try JobSite()
        let input = try site.input("input", Array("to be or not to be\n".utf8))
        var job = site.job(["wordcount"], [input])
        job.environment = ["THRESH_FAULT": "open:EIO:1:/dev/null"]
        let result = try job.run()
        #expect(result.isSuccess, "\(result)")
    }
}
