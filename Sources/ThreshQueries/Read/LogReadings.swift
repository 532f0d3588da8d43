internal import Multiprocessing
import Thresh
import ThreshLogs

/// How the lines of each file are read: what was found once, for processes of the same build that read parts of the files.
struct LogReadings: Codable {
    struct Reading: Codable {
        /// Without the fields of what is looked up.
        let format: LogFormat
        /// When the file is taken to have been changed, in nanoseconds since 1970.
        let reference: Int64
    }

    /// A part of a file, from `offset` on, and the number of its reading.
    struct Part: Codable {
        let offset: UInt64
        let reading: Int
    }

    var readings: [Reading] = []
    /// Which readings have lines of which types are known.
    var haveRecords: [Bool] = []
    /// Of each file; none of one without a line.
    var files: [[Part]] = []
    /// Of each file, where its text and its names are.
    var starts: [TextPlaces] = []
    /// Of each expression, how the files write the times that it is in some of them.
    var times: [[TimeLayout]?] = []
    /// Why files are left out that have lines.
    var reasonsToLeaveOut: [Int: String] = [:]
    /// Of each file of the table that is looked up in.
    var lookup: [UInt64] = []

    func bytes() throws(ThreshError) -> [UInt8] {
        do { return try MessageEncoder().encode(self) } catch { throw ThreshError(.software, "readings: \(error)") }
    }

    /// nil for other bytes.
    init?(_ bytes: [UInt8]) {
        guard let found = try? MessageDecoder().decode(LogReadings.self, from: bytes),
            found.files.joined().allSatisfy({ found.readings.indices.contains($0.reading) }),
            found.starts.count == found.files.count, found.haveRecords.count == found.readings.count
        else { return nil }
        self = found
    }

    init() {}
}
