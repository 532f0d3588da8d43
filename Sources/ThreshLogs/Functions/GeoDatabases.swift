internal import CMaxMindDB
internal import Glibc
package import Thresh

/// Files that know where addresses are and whose: databases of MaxMind's format, of its makers and of others. They are asked
/// in order, until one has a value.
///
/// Opened before a fork and used on both sides of it. A file that is overwritten in place while it is used ends the process,
/// as any mapped file does; one that is replaced by a rename does not.
// SAFETY: nothing changes after `init`; files are mapped until `deinit`.
@safe package final class GeoDatabases: @unchecked Sendable {
    /// What is known of an address.
    enum Field: Int, CaseIterable {
        case country, city, asn, asName

        /// Where makers have it, from the root of an address's data.
        var paths: [[String]] {
            switch self {
            case .country: [["country", "iso_code"], ["country_code"], ["country"]]
            case .city: [["city", "names", "en"], ["city"]]
            case .asn: [["autonomous_system_number"], ["asn"]]
            case .asName: [["autonomous_system_organization"], ["as_name"]]
            }
        }

        /// Words in the types of databases that have it.
        var types: [String] {
            switch self {
            case .country: ["Country", "City", "Enterprise"]
            case .city: ["City", "Enterprise"]
            case .asn, .asName: ["ASN", "ISP", "Enterprise"]
            }
        }
    }

    // SAFETY: the handle is open until `deinit`.
    @safe private struct Database {
        let path: String
        let type: String
        let handle: UnsafeMutablePointer<MMDB_s>

        /// Makers of their own types may have anything.
        func has(_ field: Field) -> Bool {
            let isKnown = Field.allCases.contains { $0.types.contains { type.contains($0) } }
            return !isKnown || field.types.contains { type.contains($0) }
        }
    }

    private var databases: [Database] = []
    /// Of each field, its paths as the library takes them.
    private var paths: [[UnsafeMutablePointer<UnsafePointer<CChar>?>]] = unsafe []

    /// - Throws: `.missingInput` or `.badData` for a file that is none.
    package init(_ files: [String]) throws(ThreshError) {
        for path in files {
            let handle = UnsafeMutablePointer<MMDB_s>.allocate(capacity: 1)
            unsafe handle.initialize(to: MMDB_s())
            let status = unsafe MMDB_open(path, UInt32(MMDB_MODE_MMAP), handle)
            guard status == MMDB_SUCCESS else {
                unsafe handle.deallocate()
                let isMissing = status == MMDB_FILE_OPEN_ERROR || status == MMDB_IO_ERROR
                throw ThreshError(
                    isMissing ? .missingInput : .badData,
                    isMissing
                        ? "--geoip \(path) cannot be opened; name a database of addresses, as GeoLite2-City.mmdb"
                        : "--geoip \(path): \(GeoDatabases.text(status)); it wants a database in MaxMind's format (.mmdb)"
                )
            }
            let type = unsafe handle.pointee.metadata.database_type.map { unsafe String(cString: $0) } ?? ""
            unsafe databases.append(Database(path: path, type: type, handle: handle))
        }
        for field in Field.allCases {
            unsafe paths.append(
                field.paths.map { names in
                    let path = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: names.count + 1)
                    for (index, name) in names.enumerated() {
                        unsafe (path + index).initialize(to: UnsafePointer(strdup(name)))
                    }
                    unsafe (path + names.count).initialize(to: nil)
                    return unsafe path
                })
        }
    }

    deinit {
        let all = unsafe Array(paths.joined())
        for index in unsafe all.indices {
            var next = unsafe all[index]
            while let name = unsafe next.pointee {
                unsafe free(UnsafeMutableRawPointer(mutating: name))
                unsafe next += 1
            }
            unsafe all[index].deallocate()
        }
        for database in databases {
            unsafe MMDB_close(database.handle)
            unsafe database.handle.deallocate()
        }
    }

    /// Why a field cannot be had of these files; nil where it can.
    func obstacle(to field: Field) -> String? {
        if databases.contains(where: { $0.has(field) }) { return nil }
        let types = databases.map { "\($0.path) (\($0.type))" }.joined(separator: ", ")
        return
            "needs a database that has it; add one with --geoip, as \(field.types[0] == "ASN" ? "GeoLite2-ASN.mmdb" : "GeoLite2-City.mmdb"), to \(types)"
    }

    /// A field of an address, which has 16 bytes, those of version 4 behind `::ffff`. A text lies in a file.
    func value(_ field: Field, of address: UInt128) throws(ThreshError) -> Scalar {
        var address = address.bigEndian
        for database in databases where database.has(field) {
            for place in unsafe paths[field.rawValue].indices {
                let path = unsafe paths[field.rawValue][place]
                var text: UnsafePointer<CChar>?
                var number: UInt64 = 0
                let found = unsafe withUnsafeBytes(of: &address) { bytes in
                    unsafe maxmind_value(
                        database.handle, bytes.assumingMemoryBound(to: UInt8.self).baseAddress!, path, &text, &number)
                }
                if found < 0 {
                    throw ThreshError(.badData, "\(database.path): \(GeoDatabases.text(-found)); get the file anew")
                }
                if found == Int32(MAXMIND_NUMBER) { return .integer(Int64(clamping: number)) }
                guard found == Int32(MAXMIND_TEXT), let text = unsafe text, number > 0 else { continue }
                let bytes = unsafe UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
                if field != .asn { return unsafe .text(bytes, Int(number)) }
                // AS64496, as some write it.
                let digits = unsafe UnsafeBufferPointer(start: bytes, count: Int(number)).drop { $0 &- 48 > 9 }
                if let number = unsafe Int64(String(decoding: digits, as: UTF8.self)) { return .integer(number) }
            }
        }
        return .null
    }

    private static func text(_ status: Int32) -> String { unsafe String(cString: MMDB_strerror(status)) }
}
