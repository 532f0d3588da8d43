private import FoundationEssentials
internal import Platform
internal import Thresh

/// Checks a finished output: are all parts there, complete and unchanged?
public enum OutputVerifier {
    public struct Summary: Sendable {
        public let parts: Int
        public let records: UInt64
        public let bytes: UInt64
        /// What a person should know.
        public let notes: [String]
    }

    private struct Content: Decodable {
        struct Part: Decodable {
            let name: String
            let bytes: UInt64
            let records: UInt64
            let xxh3: String
        }

        struct Counters: Decodable {
            let outputRecords: UInt64
            let outputBytes: UInt64

            enum CodingKeys: String, CodingKey {
                case outputRecords = "output_records"
                case outputBytes = "output_bytes"
            }
        }

        let format: String
        let counters: Counters
        let parts: [Part]
        let rejects: Part?
    }

    /// - Throws: `.missingInput` when there is no finished output, `.badData` when it is not what the manifest says.
    public static func verify(_ directory: String) throws -> Summary {
        let (manifest, notes) = try readManifest(directory)
        for part in manifest.parts + (manifest.rejects.map { [$0] } ?? []) {
            let path = directory + "/" + part.name
            guard let found = try? PartFile.summary(of: path) else {
                throw ThreshError(.badData, "\(path): missing or unreadable; run the job again")
            }
            if found.byteCount != part.bytes {
                throw ThreshError(
                    .badData, "\(path): has \(found.byteCount) bytes, the job wrote \(part.bytes); run the job again")
            }
            if found.checksum != UInt64(part.xxh3, radix: 16) {
                throw ThreshError(.badData, "\(path): was changed since the job wrote it; run the job again")
            }
        }
        let names = Set(manifest.parts.map(\.name))
        for name in (try? FileSystem.list(directory)) ?? [] where PartFile.isPart(name) && !names.contains(name) {
            throw ThreshError(.badData, "\(directory)/\(name): not in the manifest; remove it, or run the job again")
        }
        return Summary(
            parts: manifest.parts.count, records: manifest.counters.outputRecords, bytes: manifest.counters.outputBytes,
            notes: notes)
    }

    private static func readManifest(_ directory: String) throws -> (Content, notes: [String]) {
        let path = directory + "/" + PartFile.manifestName
        guard let bytes = FileSystem.bytes(path) else {
            throw ThreshError(
                .missingInput,
                "\(directory): not the output of a finished job (there is no \(PartFile.manifestName) in it)")
        }
        let damaged = ThreshError(.badData, "\(path): the manifest is damaged; run the job again")
        guard let manifest = try? JSONDecoder().decode(Content.self, from: Data(bytes)),
            manifest.format == "thresh-output-1"
        else { throw damaged }
        let isIntact = Manifest.isIntact(bytes)
        if isIntact == false {
            throw ThreshError(.badData, "\(path): was changed since the job wrote it; run the job again")
        }
        // What its lines amount to is what it says; sums of what somebody else wrote may not even be numbers.
        var (records, size): (UInt64, UInt64) = (0, 0)
        for part in manifest.parts {
            let (moreRecords, isTooMany) = records.addingReportingOverflow(part.records)
            let (moreBytes, isTooLong) = size.addingReportingOverflow(part.bytes)
            if isTooMany || isTooLong { throw damaged }
            (records, size) = (moreRecords, moreBytes)
        }
        guard (records, size) == (manifest.counters.outputRecords, manifest.counters.outputBytes) else {
            throw ThreshError(
                .badData,
                """
                \(path): counts \(manifest.counters.outputRecords) records and \(manifest.counters.outputBytes) bytes, and \
                its parts \(records) and \(size); run the job again
                """)
        }
        let note = "\(path): has no checksum of itself, as those of earlier versions; its counters cannot be checked"
        return (manifest, isIntact == nil ? [note] : [])
    }
}
