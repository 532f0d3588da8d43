internal import Thresh

/// What `thresh verify` needs of a manifest.
struct ManifestContent {
    struct Part {
        let name: String
        let bytes: UInt64
        let records: UInt64
        let checksum: UInt64
    }

    private(set) var parts: [Part] = []
    private(set) var rejects: Part?
    let outputRecords: UInt64
    let outputBytes: UInt64

    /// nil when these bytes are no manifest.
    init?(_ bytes: [UInt8]) {
        let content = unsafe bytes.withUnsafeBytes { bytes in unsafe try? ManifestContent(reading: ByteView(bytes)) }
        guard let content else { return nil }
        self = content
    }

    fileprivate enum Failure: Error { case noManifest }

    private init(reading bytes: ByteView) throws {
        let root = try JSONValue(bytes)
        try root.validate()
        guard try root.member("format")?.string == "thresh-output-1",
            let records = try root.value(at: "counters.output_records")?.integer,
            let size = try root.value(at: "counters.output_bytes")?.integer,
            records >= 0, size >= 0,
            var elements = try root.member("parts")?.elements
        else { throw Failure.noManifest }
        outputRecords = UInt64(records)
        outputBytes = UInt64(size)
        while let element = try elements.next() { parts.append(try Part(element)) }
        if let list = try root.member("rejects") { rejects = try Part(list) }
    }
}

extension ManifestContent.Part {
    fileprivate init(_ value: JSONValue) throws {
        guard let name = try value.member("name")?.string,
            let bytes = try value.member("bytes")?.integer,
            let records = try value.member("records")?.integer,
            bytes >= 0, records >= 0,
            let digits = try value.member("xxh3")?.string, let checksum = UInt64(digits, radix: 16)
        else { throw ManifestContent.Failure.noManifest }
        self.init(name: name, bytes: UInt64(bytes), records: UInt64(records), checksum: checksum)
    }
}
