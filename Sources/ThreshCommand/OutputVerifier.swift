private import FoundationEssentials
internal import Platform
internal import Thresh

/// Checks a finished output: are all parts there, complete and unchanged?
public enum OutputVerifier {
    public struct Summary: Sendable {
        public let parts: Int
        public let records: UInt64
        public let bytes: UInt64
    }

    private struct Manifest: Decodable {
        struct Part: Decodable {
            let name: String
            let bytes: UInt64
            let records: UInt64
            let xxh3: String
        }

        let format: String
        let parts: [Part]
        let rejects: Part?
    }

    /// - Throws: `.missingInput` when there is no finished output, `.badData` when it is not what the manifest says.
    public static func verify(_ directory: String) throws -> Summary {
        let manifest = try readManifest(directory)
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
            parts: manifest.parts.count, records: manifest.parts.reduce(0) { $0 + $1.records },
            bytes: manifest.parts.reduce(0) { $0 + $1.bytes })
    }

    private static func readManifest(_ directory: String) throws -> Manifest {
        let path = directory + "/" + PartFile.manifestName
        guard let text = FileSystem.text(path) else {
            throw ThreshError(
                .missingInput,
                "\(directory): not the output of a finished job (there is no \(PartFile.manifestName) in it)")
        }
        guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(text.utf8)),
            manifest.format == "thresh-output-1"
        else { throw ThreshError(.badData, "\(path): the manifest is damaged; run the job again") }
        return manifest
    }
}
