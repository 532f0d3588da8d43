import Platform
import Thresh
import ThreshCommand
import ThreshLogs

/// The pseudonyms of this process and of those that it forks.
enum ProcessPseudonyms {
    nonisolated(unsafe) private static var made: Pseudonyms?

    /// With the key of the file that the environment names, else with one of this run; nil where a key of this run would be
    /// one of many, in a worker.
    static var all: Pseudonyms? {
        get throws(ThreshError) {
            if let made = unsafe made { return made }
            let pseudonyms: Pseudonyms
            if let path = Machine.environment("THRESH_ANONYMIZE_KEY"), !path.isEmpty {
                guard let key = FileSystem.bytes(path) else {
                    throw ThreshError(
                        .missingInput, "THRESH_ANONYMIZE_KEY: \(path) cannot be read; name a file with a key")
                }
                do { pseudonyms = try Pseudonyms(key: key) } catch {
                    throw ThreshError(error.kind, "THRESH_ANONYMIZE_KEY: \(path): \(error.message)")
                }
            } else if unsafe JobLauncher.worker != nil {
                return nil
            } else {
                pseudonyms = Pseudonyms()
            }
            unsafe made = pseudonyms
            return pseudonyms
        }
    }

    /// What replaces addresses in all that is printed.
    static func rewriter() throws(ThreshError) -> (ByteView) -> [UInt8] {
        guard let pseudonyms = try all else {
            throw ThreshError(.usage, "--anonymize is about what is printed, and a worker prints nothing; leave it out")
        }
        let rewriter = AddressRewriter(pseudonyms)
        return { bytes in
            var output = ByteBuffer(capacity: bytes.count + 256)
            unsafe rewriter.append(bytes.rawBuffer, to: &output)
            return [UInt8](output.view)
        }
    }
}
