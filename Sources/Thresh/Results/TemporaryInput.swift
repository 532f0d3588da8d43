internal import Platform

/// A file with bytes that a job shall read, gone with its owner.
final class TemporaryInput {
    let path: String
    private let workplace: Workplace

    init(_ text: String) throws(ThreshError) {
        workplace = try Workplace(in: Machine.environment("TMPDIR") ?? "/tmp", removesAbandoned: false)
        path = workplace.path + "/input"
        let file = try attempt { [path] () throws(SystemError) in try FileDescriptor.open(path, .createNew) }
        try attempt { () throws(SystemError) in try file.write(text) }
    }
}
